import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { readSettings } from '../../src/config/settings.js'
import { signApi } from '../../src/core/auth/api-sig.js'
import type { Catalog } from '../../src/core/catalog.js'
import type { KindDeclarations } from '../../src/core/declare-kinds.js'
import type { Method } from '../../src/core/define-method.js'
import type { Dialect } from '../../src/core/dialect.js'
import type { Pair } from '../../src/core/pair.js'
import type { Permissions } from '../../src/core/permissions.js'
import type { Application, NewApplication } from '../../src/core/ports/app-store.js'
import type { Clock } from '../../src/core/ports/clock.js'
import type { User } from '../../src/core/ports/user-store.js'
import { ipernity as dialect } from '../../src/dialects/ipernity/index.js'
import type { UploadLimits } from '../../src/documents/ports/upload-limits.js'
import { openLog } from '../../src/server/log/log.js'
import { openServices, type Services } from '../../src/server/services.js'
import { startServer } from '../../src/server/start/server.js'
import { migrateTables } from '../../src/server/stores/open-sql.js'
import type { ServedUpstreams } from '../../src/server/upstreams/served-upstreams.js'
import type { Sql } from '../../src/stores/sql/engine/sql.js'
import { freshDatabase } from './postgres.js'

/** A real server on a free port with stores of its own, in this process. */
export interface TestServer {
  readonly url: string
  /** A second set of services on the same stores, as the command line has them. */
  readonly services: Services
  /** What it serves, to be replaced while it runs. */
  readonly catalog: Catalog
  /** The services behind it. */
  readonly upstreams: ServedUpstreams
  /** Everything that was logged so far. */
  readonly log: readonly string[]
  stop(): Promise<void>
}

/** How a test server differs from one that is started without any settings. */
export interface TestServerOptions {
  readonly settings?: Readonly<Record<string, string>>
  /** Methods beside the built-in ones. */
  readonly methods?: readonly Method[]
  /** The dialects that are served, where they are not the usual ones. */
  readonly dialects?: readonly Dialect[]
  /** Kinds of permissions beside the built-in ones. */
  readonly permissions?: KindDeclarations
  /** Where it keeps its data; `postgres` is a fresh database on the server that all tests share. */
  readonly database?: Sql['kind']
  /** What the time is taken from. */
  readonly clock?: Clock
  /** How much members may store, where it is not the usual. */
  readonly uploadLimits?: Partial<UploadLimits>
}

/** The machine of the tests may be busy, so PostgreSQL is not given up soon, in milliseconds. */
const lookUpTimeout = 10_000

/** Starts a server in a fresh folder that goes when it stops. */
export async function startTestServer({
  settings = {},
  methods = [],
  dialects,
  permissions,
  database = 'sqlite',
  clock,
  uploadLimits,
}: TestServerOptions = {}): Promise<TestServer> {
  const dir = await mkdtemp(join(tmpdir(), 'babelgate-'))
  const postgres = database === 'postgres' ? await freshDatabase() : undefined
  const checked = readSettings({
    DATA_DIR: join(dir, 'data'),
    PORT: '0',
    DEMO: '0',
    LIMIT_IP: '0',
    LIMIT_APP: '0',
    ...(postgres && { DATABASE_URL: postgres.url, SECRET_KEY: 'a secret key that only these tests use' }),
    ...settings,
  })
  if (postgres !== undefined) await migrateTables(checked)
  const log: string[] = []
  const collect = new Writable({
    write(chunk, _encoding, done) {
      log.push(String(chunk))
      done()
    },
  })
  const server = await startServer(
    checked,
    { log: openLog(checked.LOG_LEVEL, collect), clock, lookUpTimeout, uploadLimits, ...(dialects && { dialects }) },
    { methods, services: {}, permissions },
  )
  const services = await openServices(checked, { clock, lookUpTimeout, permissions })
  return {
    url: server.url,
    services,
    catalog: server.catalog,
    upstreams: server.upstreams,
    log,
    async stop() {
      await server.stop()
      await services.close()
      await postgres?.drop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Opens an account with the password `correct horse`. */
export async function createUser({ accounts }: Services, username: string): Promise<User> {
  const { user, problems } = await accounts.signUp({
    username,
    password: 'correct horse',
    realname: username,
    lg: 'en',
  })
  if (user === undefined) throw new Error(JSON.stringify(problems))
  return user
}

/** Registers an application. */
export function createApp({ apps }: Services, owner: User, app: Partial<NewApplication> = {}): Promise<Application> {
  return apps.create({ name: 'Tester', type: 'desktop', ownerId: owner.id, ...app }, 'cli:test')
}

/** Makes a token with the given levels. */
export function createToken({ tokens }: Services, app: Application, user: User, permissions: Permissions = {}) {
  return tokens.createFor(app, user, permissions, 'cli:test')
}

/** The pairs of a call with its key and its signature. */
export function signed(app: Application, method: string, pairs: readonly Pair[]): Pair[] {
  const all: Pair[] = [['api_key', app.key], ...pairs]
  return [...all, ['api_sig', signApi({ dialect, pairs: all, method }, app.secret)]]
}

/** Writes pairs as a query or a form. */
export function form(pairs: readonly Pair[]): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
}

/** The status wrapper of a JSON answer, with the rest of it. */
export interface JsonAnswer {
  readonly api: { readonly status: string; readonly code?: string; readonly message?: string; readonly detail?: string }
  readonly [member: string]: unknown
}

/** Calls a method by GET and gives the JSON answer. */
export async function get(url: string, method: string, pairs: readonly Pair[]): Promise<JsonAnswer> {
  const response = await fetch(`${url}/api/${method}/json?${form(pairs)}`)
  return (await response.json()) as JsonAnswer
}

/** Calls a method by POST with a form and gives the JSON answer. */
export async function post(url: string, method: string, pairs: readonly Pair[]): Promise<JsonAnswer> {
  const response = await fetch(`${url}/api/${method}/json`, { method: 'POST', body: new URLSearchParams(form(pairs)) })
  return (await response.json()) as JsonAnswer
}
