import { existsSync } from 'node:fs'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { closeAndThrow } from './close-and-throw.js'
import { nonceWindow, type Settings, SettingsError } from './config.js'
import { type Accounts, createAccounts } from './core/accounts/accounts.js'
import { compileAddressList } from './core/address-list.js'
import { createSignatureGuard } from './core/auth/signature-guard.js'
import { type Consents, createConsents } from './core/consent/consents.js'
import { createLogins, type Logins } from './core/consent/logins.js'
import { createOAuthFlow, type OAuthFlow } from './core/consent/oauth-flow.js'
import { createTokens, type Tokens } from './core/consent/tokens.js'
import { createGateway, type Gateway } from './core/gateway.js'
import type { Method } from './core/method.js'
import type { Admission } from './core/ports/admission.js'
import type { AppStore } from './core/ports/app-store.js'
import { type Clock, systemClock } from './core/ports/clock.js'
import type { RequestTokenStore } from './core/ports/request-token-store.js'
import type { TokenStore } from './core/ports/token-store.js'
import type { UserStore } from './core/ports/user-store.js'
import { createRegistry, type Registry } from './core/registry.js'
import { sampleOf } from './core/schema/sample.js'
import { createDemo } from './demo.js'
import { ipernity as dialect } from './dialects/ipernity.js'
import { createCallLog, type Log } from './log.js'
import { createFileSource } from './methods/doc/file-addresses.js'
import { builtInMethods, type MethodServices } from './methods/index.js'
import type { Catalogue } from './methods/ports/catalogue.js'
import { defaultUploadLimits } from './methods/ports/upload-limits.js'
import { createUploadWorker, type UploadWorker } from './methods/upload/upload-worker.js'
import { openAdmission } from './open-admission.js'
import { openSql } from './open-sql.js'
import { loadMethods } from './own-methods.js'
import { createFileStore } from './stores/files/file-store.js'
import { ownSecretKey } from './stores/files/secret-key.js'
import { createUploadSpool } from './stores/files/upload-spool.js'
import { createAppStore } from './stores/sql/app-store.js'
import { createDocuments } from './stores/sql/documents.js'
import { createLeftFiles } from './stores/sql/left-files.js'
import { createLockoutStore } from './stores/sql/lockout-store.js'
import { LookupCache } from './stores/sql/lookup-cache.js'
import { createRequestTokenStore } from './stores/sql/request-token-store.js'
import { createSealer } from './stores/sql/sealer.js'
import { createSessionStore } from './stores/sql/session-store.js'
import type { Sql } from './stores/sql/sql.js'
import { createTags } from './stores/sql/tags.js'
import { createTokenStore } from './stores/sql/token-store.js'
import { createUploadJobs } from './stores/sql/upload-jobs.js'
import { createUploads } from './stores/sql/uploads.js'
import { createUserStore } from './stores/sql/user-store.js'
import { readTlsFiles } from './tls-files.js'
import { createHttpServer, createListener, drain, listen } from './transports/http.js'
import { createOAuthTransport } from './transports/oauth1/index.js'
import { createCorsPolicy } from './transports/rest/cors.js'
import { createRestTransport } from './transports/rest/index.js'
import { createOriginReader } from './transports/shared/client.js'
import { xml } from './transports/shared/formats/xml.js'
import { createSignedUris } from './transports/shared/oauth/signed-uris.js'
import { createOwnAddress } from './transports/shared/own-address.js'
import { createSoapTransport } from './transports/soap/index.js'
import { createXmlRpcTransport } from './transports/xmlrpc/index.js'
import { createPages } from './web/pages.js'

/** Everything behind the front door: what a server and the command line work with. */
export interface Services {
  readonly settings: Settings
  readonly clock: Clock
  readonly sql: Sql
  readonly apps: AppStore
  readonly users: UserStore
  readonly tokenStore: TokenStore
  readonly requestTokens: RequestTokenStore
  readonly accounts: Accounts
  readonly logins: Logins
  readonly tokens: Tokens
  readonly oauthFlow: OAuthFlow
  readonly consents: Consents
  readonly admission: Admission
  close(): Promise<void>
}

/**
 * Opens the stores and builds the services on them. Several processes may do so at once.
 *
 * @throws SettingsError where a store cannot be opened or its tables are not up to date
 */
export async function openServices(settings: Settings, clock: Clock = systemClock): Promise<Services> {
  const sql = await openSql(settings)
  const sealer = createSealer(settings.SECRET_KEY ?? ownSecretKey(settings.DATA_DIR))
  const cache = new LookupCache(sql)
  const apps = createAppStore(sql, { cache, sealer, clock })
  const users = createUserStore(sql, cache, clock)
  const tokenStore = createTokenStore(sql, { cache, sealer, clock })
  const requestTokens = createRequestTokenStore(sql, { cache, sealer })
  const sessions = createSessionStore(sql, clock)
  const lockouts = createLockoutStore(sql)
  const admission = openAdmission(settings, sql, clock)
  return {
    settings,
    clock,
    sql,
    apps,
    users,
    tokenStore,
    requestTokens,
    accounts: createAccounts({ users, sessions, lockouts, clock }),
    logins: createLogins({ apps, tokens: tokenStore, clock, dialect }),
    tokens: createTokens({ tokens: tokenStore, users, clock, dialect }),
    oauthFlow: createOAuthFlow({ apps, requestTokens, users, clock, dialect }),
    consents: createConsents({ apps, tokens: tokenStore }),
    admission,
    async close() {
      await admission.close()
      await sql.close()
    },
  }
}

/** Which methods a gateway serves. */
export interface MethodChoice {
  /** A folder of modules that export methods of one's own. */
  readonly methods?: string
  /** Nothing but those. */
  readonly only?: boolean
}

/** Finds the methods to serve: the built-in ones, those of a folder, or both. */
export async function findMethods({ methods, only = false }: MethodChoice): Promise<Method<MethodServices>[]> {
  if (methods === undefined && only) throw new SettingsError('--only needs --methods')
  const own = methods === undefined ? [] : await loadMethods(methods)
  return only ? own : [...builtInMethods, ...own]
}

/** What a server is started with beside its settings. */
export interface ServerOptions extends MethodChoice {
  readonly log: Log
}

/** Methods of an embedder's, with the services that they want. */
export interface OwnMethods<Own extends object> {
  readonly methods: readonly Method<Own>[]
  readonly services: Own
}

const nothingOwn: OwnMethods<object> = { methods: [], services: {} }

/** A gateway that answers HTTP, without a port of its own yet. */
export interface Front {
  readonly gateway: Gateway
  readonly handle: (req: IncomingMessage, res: ServerResponse) => void
  /** Begins the work in the background. */
  start(): void
  /** Ends the work in the background; what is not finished goes on at the next start. */
  stop(): Promise<void>
}

/** Builds everything that faces clients on the services. @param baseUrl where clients reach it, asked when needed */
export async function createFront<Own extends object>(
  services: Services,
  options: ServerOptions,
  baseUrl: () => string,
  own: OwnMethods<Own>,
): Promise<Front> {
  const { settings, clock } = services
  const { log } = options
  const registry = createRegistry<MethodServices & Own>([...(await findMethods(options)), ...own.methods])
  const library = openLibrary(services, log)
  const gateway = createGateway({
    registry,
    services: { ...methodServices(services, library, registry, baseUrl), ...own.services },
    identities: {
      apps: services.apps,
      tokens: services.tokenStore,
      requestTokens: services.requestTokens,
      guard: createSignatureGuard(registry, new Set(settings.SIGNED_EXTRA)),
      clock,
      nonceWindow: nonceWindow(settings),
    },
    admission: services.admission,
    log: createCallLog(log.logger),
  })
  const spool = await createUploadSpool({
    dir: join(settings.DATA_DIR, 'incoming'),
    maxBytes: settings.UPLOAD_MAX,
    tempMaxBytes: settings.UPLOAD_TEMP_MAX,
    perAddress: 4,
  })
  const originOf = createOriginReader(
    settings.TRUST_PROXY.length === 0 ? undefined : compileAddressList(settings.TRUST_PROXY),
  )
  const signedUris = createSignedUris(settings.PUBLIC_URL)
  const rest = createRestTransport({
    gateway,
    clock,
    dialect,
    spool,
    uploadMax: settings.UPLOAD_MAX,
    signedUris,
    cors: createCorsPolicy(settings.CORS_ORIGINS),
    status: settings.HTTP_STATUS,
  })
  const xmlrpc = createXmlRpcTransport({ gateway, clock, dialect, spool, signedUris })
  const { PUBLIC_URL, SIGNUP, HOST } = settings
  const ownAddress = createOwnAddress(PUBLIC_URL, HOST)
  const soap = createSoapTransport({ gateway, clock, dialect, spool, ownAddress, signedUris })
  const oauth = createOAuthTransport({
    gateway,
    flow: services.oauthFlow,
    dialect,
    signedUris,
    nonceWindow: nonceWindow(settings),
    clock,
    ownAddress,
  })
  const pages = createPages({
    ...services,
    files: createFileSource(library.documents, library.fileStore),
    settings: { signUpOpen: SIGNUP === 'open', publicUrl: PUBLIC_URL === undefined ? undefined : new URL(PUBLIC_URL) },
    logger: log.logger,
    clientOf: originOf,
  })
  const handle = createListener({
    transports: [soap, xmlrpc, rest, oauth],
    pages,
    originOf,
    requireTls: settings.REQUIRE_TLS,
    onError: (error) => log.logger.error({ err: error }, 'an exchange was cut off'),
  })
  return { gateway, handle, start: () => library.worker.start(), stop: () => library.worker.stop() }
}

/** Where documents are kept, and who works on new ones. */
interface Library extends Pick<MethodServices, 'documents' | 'tags' | 'uploads' | 'fileStore'> {
  readonly worker: UploadWorker
}

function openLibrary({ settings, sql, clock }: Services, { logger }: Log): Library {
  const fileStore = createFileStore(join(settings.DATA_DIR, 'files'))
  const worker = createUploadWorker({
    jobs: createUploadJobs(sql),
    leftFiles: createLeftFiles(sql),
    fileStore,
    clock,
    report: (error) => logger.error({ err: error }, 'an upload was put off'),
  })
  return { documents: createDocuments(sql), tags: createTags(sql), uploads: createUploads(sql), fileStore, worker }
}

function methodServices(
  { tokens, users, clock, settings }: Services,
  library: Library,
  registry: Registry,
  publicUrl: () => string,
): MethodServices {
  const catalogue: Catalogue = {
    methods: () => registry.methods,
    find: (name) => registry.find(name),
    pageOf: (name) => `${publicUrl()}/help/api/method/${name}`,
    sampleOf: (entry) => xml.compile(entry.shape)(sampleOf(entry.shape)),
  }
  const uploadLimits = { ...defaultUploadLimits, fileBytes: settings.UPLOAD_MAX }
  return { ...library, catalogue, tokens, users, clock, uploadLimits, publicUrl }
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, or PUBLIC_URL. */
  readonly url: string
  readonly gateway: Gateway
  /** What to tell about the demo that was made at the first start. */
  readonly demo: string | undefined
  /** Takes no more connections, lets running calls finish, and closes the stores. */
  stop(): Promise<void>
}

/** Starts a server. @throws SettingsError where a setting is no use here, such as a port that is taken */
export async function startServer(
  settings: Settings,
  options: ServerOptions,
  own: OwnMethods<object> = nothingOwn,
): Promise<RunningServer> {
  const isNew = !existsSync(settings.DATA_DIR)
  const tls = readTlsFiles(settings)
  const services = await openServices(settings)
  const start = async (): Promise<RunningServer> => {
    let url = settings.PUBLIC_URL ?? ''
    const front = await createFront(services, options, () => url, own)
    const server = createHttpServer(front.handle, tls)
    const local = localUrl(settings, await listenOn(server, settings))
    url ||= local
    front.start()
    return {
      url: local,
      gateway: front.gateway,
      demo: wantsDemo(settings, isNew) ? await createDemo(services, local) : undefined,
      async stop() {
        await drain(server)
        await front.stop()
        await services.close()
      },
    }
  }
  return start().catch(closeAndThrow(services))
}

async function listenOn(server: Server, { HOST, PORT }: Settings): Promise<number> {
  try {
    return await listen(server, HOST, PORT)
  } catch (cause) {
    throw new SettingsError(`HOST ${HOST} and PORT ${PORT} cannot be listened on`, { cause })
  }
}

/** Where a server of these settings listens. @param port the one that it got, where PORT is 0 */
export function localUrl({ HOST, TLS_CERT }: Settings, port: number): string {
  const host = HOST.includes(':') ? `[${HOST}]` : HOST
  return `${TLS_CERT === undefined ? 'http' : 'https'}://${host}:${port}`
}

/** A demo belongs on a machine where somebody has a first look, and nowhere else. */
function wantsDemo(settings: Settings, isNew: boolean): boolean {
  const loopback = settings.HOST === 'localhost' || settings.HOST === '::1' || settings.HOST.startsWith('127.')
  const forbidden = settings.DATABASE_URL !== undefined || process.env['NODE_ENV'] === 'production'
  return (settings.DEMO ?? true) && isNew && loopback && !forbidden
}
