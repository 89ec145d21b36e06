import { z } from 'zod'
import { levels } from '../../core/permissions.js'
import { words } from '../../core/schema/params.js'
import { asElement } from '../../core/schema/result.js'
import type { HeldToken, Tokens } from '../../identity/grants/tokens.js'
import { permissionLevels } from '../permission-levels.js'

/** The services of these methods. */
export interface AuthServices {
  readonly tokens: Tokens
}

/** The parameter `extra`. Its documented word `pref` is accepted and has no effect: no known answer holds that block. */
export const extra = words(['pref'], { description: 'Optional blocks' }).optional()

/** The answer of `auth.getToken` and `auth.checkToken`. */
export const tokenAnswer = z.object({
  auth: z.object({
    token: asElement(z.string()),
    permissions: permissionLevels(z.enum(levels)),
    user: z.object({
      user_id: z.string(),
      username: z.string(),
      realname: z.string(),
      lg: z.string(),
      is_pro: z.boolean(),
    }),
  }),
})

/** The levels of the five kinds that clients expect, for gateways with other kinds. */
const noLevels = { doc: 'none', blog: 'none', profile: 'none', network: 'none', post: 'none' } as const

/** Fills {@link tokenAnswer}. */
export function describeToken({ token, permissions, user }: HeldToken): z.input<typeof tokenAnswer> {
  const { id, username, realname, lg, isPro } = user
  return {
    auth: {
      token,
      permissions: { ...noLevels, ...permissions },
      user: { user_id: id, username, realname, lg, is_pro: isPro },
    },
  }
}
