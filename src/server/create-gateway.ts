import type { IncomingMessage, ServerResponse } from 'node:http'
import { readSettings } from '../config/settings.js'
import type { KindDeclarations } from '../core/declare-kinds.js'
import type { Method } from '../core/define-method.js'
import { closeAndThrow } from './close-and-throw.js'
import { createGatewayApp } from './gateway-app.js'
import { openLog } from './log.js'
import { openServices } from './services.js'

/** What a gateway of one's own is made of. */
export interface BabelgateOptions<Services extends object> {
  /** The methods to serve, beside the built-in ones. */
  readonly methods: readonly Method<Services>[]
  /** What their handlers work with. */
  readonly services: Services
  /** Kinds of permissions that the methods need, beside the built-in ones. */
  readonly permissions?: KindDeclarations
  /** Settings by the names of the README, in place of the environment. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A gateway inside another program. */
export interface Babelgate {
  /** Answers an exchange; fits node's `createServer` and express' `use` alike. */
  readonly handler: (req: IncomingMessage, res: ServerResponse) => void
  /** Closes the stores; let running exchanges finish before. */
  close(): Promise<void>
}

/**
 * Builds a gateway with methods of one's own.
 *
 * @throws SettingsError that names a wrong setting or kind of permission, TypeError where two methods cannot live together
 */
export async function createGateway<Services extends object>(options: BabelgateOptions<Services>): Promise<Babelgate> {
  const settings = readSettings({ ...process.env, ...options.settings })
  const log = openLog(settings.LOG_LEVEL)
  const services = await openServices(settings, { log, permissions: options.permissions })
  const front = await createGatewayApp(services, { log }, options).catch(closeAndThrow(services))
  front.start()
  return {
    handler: front.handle,
    async close() {
      await front.stop()
      await services.close()
    },
  }
}
