import { z } from 'zod'
import type { CallingApplication } from '../../core/call.js'
import { defineMethod, type Method, specOf } from '../../core/define-method.js'
import type { Dialect } from '../../core/dialect.js'
import type { PermissionKinds } from '../../core/permission-kinds.js'
import type { Permissions } from '../../core/permissions.js'
import { registerMethod } from '../../core/registered-method.js'
import { createRegistry, type Registry } from '../../core/registry.js'
import { text } from '../../core/schema/params.js'
import type { OAuthFlow } from '../../identity/oauth1/flow.js'

/** The operation of an endpoint: a method in a registry of its own. */
export interface Operation {
  /** The name in the log. */
  readonly name: string
  /** Whether `oauth_token` of its calls names temporary credentials. */
  readonly temporary: boolean
  readonly registry: Registry
}

/*
 * The gateway runs the operations like any other method, so that keys, signatures, nonces and address lists are checked
 * here too.
 */

const needs = { signature: true }

/** Creates the operation that issues temporary credentials (RFC 5849 section 2.1). */
export function requestOperation(flow: OAuthFlow, dialect: Dialect, kinds: PermissionKinds): Operation {
  const name = 'oauth.request'
  const method = defineMethod()({
    name,
    summary: 'Give an application temporary credentials',
    needs,
    params: z.object({ oauth_callback: text().optional(), ...permissionParams(dialect, kinds) }),
    result: z.object({
      oauth_token: z.string(),
      oauth_token_secret: z.string(),
      oauth_callback_confirmed: z.string(),
    }),
    async run({ caller, params: { oauth_callback, ...fields } }) {
      const wanted = readPermissions(fields, dialect, kinds)
      const { token, secret } = await flow.request(required(caller.application), oauth_callback, wanted)
      return { oauth_token: token, oauth_token_secret: secret, oauth_callback_confirmed: 'true' }
    },
  })
  return { name, temporary: false, registry: registryOf(method, dialect) }
}

/** Creates the operation that exchanges temporary credentials for a token (RFC 5849 section 2.3). */
export function accessOperation(flow: OAuthFlow, dialect: Dialect): Operation {
  const name = 'oauth.access'
  const method = defineMethod()({
    name,
    summary: 'Exchange temporary credentials for a token',
    needs,
    params: z.object({ oauth_verifier: text().optional() }),
    result: z.object({ oauth_token: z.string(), oauth_token_secret: z.string() }),
    async run({ caller, params: { oauth_verifier } }) {
      const { token, secret } = await flow.exchange(required(caller.application), caller.token ?? '', oauth_verifier)
      return { oauth_token: token, oauth_token_secret: secret }
    },
  })
  return { name, temporary: true, registry: registryOf(method, dialect) }
}

/** A registry of one method. */
function registryOf(method: Method, dialect: Dialect): Registry {
  return createRegistry(dialect, [registerMethod(specOf(method), 'oauth', {})])
}

/** The parameters that request permissions, named as in login links. */
function permissionParams(dialect: Dialect, kinds: PermissionKinds) {
  return Object.fromEntries(dialect.permissionFields.names(kinds).map((name) => [name, text().optional()]))
}

function readPermissions(
  params: Readonly<Record<string, string | undefined>>,
  dialect: Dialect,
  kinds: PermissionKinds,
): Permissions {
  const fields = Object.entries(params).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return dialect.permissionFields.read(new Map(fields), kinds)
}

/** The application of a call; OAuth calls always have one. */
function required(app: CallingApplication | undefined): CallingApplication {
  if (app === undefined) throw new Error('an OAuth call has no application')
  return app
}
