import { allowsService } from './allowed-services.js'
import { type ApiError, apiError } from './api-error.js'
import type { Authenticated } from './auth/authenticate.js'
import type { Caller, CallingApplication } from './call.js'
import type { AffectedOwners } from './method-spec.js'
import type { PermissionKinds } from './permission-kinds.js'
import { covers, noPermissions } from './permissions.js'
import type { Application } from './ports/app-store.js'
import type { BlockListStore } from './ports/block-list.js'
import type { RegisteredMethod } from './registered-method.js'

/** Levels as `doc=write, network=read`. */
function inWords(levels: object): string {
  return Object.entries(levels)
    .map(([kind, level]) => `${kind}=${level}`)
    .join(', ')
}

/**
 * Gives the caller as the method may see it: a token too weak for a read that needs none counts as no token. Methods of a
 * closed service are refused to every application that is not allowed it.
 *
 * @throws ApiError 110
 */
export function permit(
  method: RegisteredMethod,
  { app, user, permissions, token }: Authenticated,
  kinds: PermissionKinds,
): Caller {
  const { closedService } = method
  if (closedService !== undefined && !allowsService(app, closedService)) throw serviceNotAllowed(closedService)
  const application = app && identityOf(app)
  const held = kinds.held(permissions)
  const needed = method.needs.permission
  if (needed === undefined || user === undefined || covers(held, needed)) {
    return { application, user, permissions: held, token }
  }
  if (method.needs.token === true)
    throw apiError('permission-insufficient', { reason: `the token does not cover ${inWords(needed)}` })
  return { application, user: undefined, permissions: kinds.held(noPermissions), token }
}

function serviceNotAllowed(service: string): ApiError {
  const detail = `The application is not allowed the service ${service}; ask the operator of the gateway`
  return apiError('permission-insufficient', { detail })
}

const identities = new WeakMap<Application, CallingApplication>()

/** The view of an application for handlers; made once for each look-up. */
function identityOf(app: Application): CallingApplication {
  const known = identities.get(app)
  if (known !== undefined) return known
  const identity = Object.freeze({ id: app.id, key: app.key, name: app.name, ownerId: app.ownerId })
  identities.set(app, identity)
  return identity
}

/**
 * Checks that no member or group whose things the call acts on keeps the caller away.
 *
 * @throws ApiError 109
 */
export async function checkBlockLists(
  affected: AffectedOwners,
  { user }: Caller,
  blockLists: Pick<BlockListStore, 'blocksAny'>,
): Promise<void> {
  const owners = await affected
  if (user === undefined) return
  const others = owners.filter(({ kind, id }) => kind !== 'member' || id !== user.id)
  if (others.length > 0 && (await blockLists.blocksAny(others, user.id))) throw apiError('action-blocked')
}
