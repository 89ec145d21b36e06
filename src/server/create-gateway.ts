import { readSettings } from '../config/settings.js'
import type { KindDeclarations } from '../core/declare-kinds.js'
import type { Method } from '../core/define-method.js'
import type { CallHooks } from '../core/ports/call-hooks.js'
import { type MountedHandler, mount } from '../http/mounting.js'
import type { LocalCall } from '../transports/local/index.js'
import { createGatewayApp, type GatewayApp, type ServerOptions } from './app/gateway-app.js'
import { closeAndThrow } from './close-and-throw.js'
import { openLog } from './log/log.js'
import { openServices, type Services } from './services.js'

/** The options of a gateway whose methods need no services. */
export interface PlainBabelgateOptions extends CallHooks {
  /** The methods to serve, beside the built-in ones. */
  readonly methods: readonly Method[]
  readonly services?: undefined
  /** Whether all built-in methods are served. Without them `auth.*` and `api.methods.*` are left, which log-in needs. Default true. */
  readonly builtIns?: boolean
  /** Kinds of permissions that the methods need, beside the built-in ones. */
  readonly permissions?: KindDeclarations
  /**
   * The path below which the host program mounts the gateway, such as `/gate`: links, cookies and signatures contain it. None
   * by default. The setting PUBLIC_URL, if given, must end with it.
   */
  readonly prefix?: string
  /** The file of the services behind the gateway, or a folder of such files, in place of the setting UPSTREAMS. */
  readonly upstreams?: string
  /** Settings by the names of the README, in place of the environment. */
  readonly settings?: Readonly<Record<string, string>>
}

/** The options of a gateway whose methods have services. */
export interface BabelgateOptions<Services extends object> extends Omit<PlainBabelgateOptions, 'methods' | 'services'> {
  /** The methods to serve, beside the built-in ones. */
  readonly methods: readonly Method<Services>[]
  /** The services of their handlers, under the name `services`; built-in methods never get them. */
  readonly services: Services
}

/** A gateway inside another program. */
export interface Babelgate {
  /** Calls a method without HTTP; it is checked, counted and logged like any other call. */
  readonly call: LocalCall
  /**
   * The request handler, for `createServer` of Node.js and `use` of express. Requests for other addresses are passed on to the
   * next handler, if there is one. Mount it before body parsers, since the gateway reads bodies itself.
   */
  readonly handler: MountedHandler
  /**
   * Reads the file of the services again, and swaps their methods at once. A file that is wrong changes nothing; the reason is logged.
   */
  reload(): Promise<void>
  /** Closes the stores; let running exchanges finish before. */
  close(): Promise<void>
}

/**
 * Builds a gateway with methods of one's own.
 *
 * @throws SettingsError that names a wrong setting or kind of permission, TypeError where two methods cannot live together
 */
export function createGateway(options: PlainBabelgateOptions): Promise<Babelgate>
export function createGateway<Own extends object>(options: BabelgateOptions<Own>): Promise<Babelgate>
export async function createGateway<Own extends object>(
  options: PlainBabelgateOptions | BabelgateOptions<Own>,
): Promise<Babelgate> {
  const { upstreams } = options
  const settings = readSettings({
    ...process.env,
    ...options.settings,
    ...(upstreams !== undefined && { UPSTREAMS: upstreams }),
  })
  const log = openLog(settings.LOG_LEVEL)
  const services = await openServices(settings, { log, permissions: options.permissions })
  const app = await openApp(
    services,
    { log, only: options.builtIns === false, prefix: options.prefix, hooks: options },
    options,
  ).catch(closeAndThrow(services))
  app.start()
  return {
    call: app.call,
    handler: mount({
      ...app,
      prefix: options.prefix ?? '',
      onMistake: (error) => log.logger.error({ err: error }, 'a request was refused'),
    }),
    reload: () => app.upstreams.reload(),
    async close() {
      await app.stop()
      await services.close()
    },
  }
}

function openApp<Own extends object>(
  services: Services,
  server: ServerOptions,
  options: PlainBabelgateOptions | BabelgateOptions<Own>,
): Promise<GatewayApp> {
  if (hasServices(options)) return createGatewayApp(services, server, options)
  return createGatewayApp(services, server, { ...options, services: {} })
}

function hasServices<Own extends object>(
  options: PlainBabelgateOptions | BabelgateOptions<Own>,
): options is BabelgateOptions<Own> {
  return options.services !== undefined
}
