import { z } from 'zod'
import { levels } from '../../core/permissions.js'
import { words } from '../../core/schema/params.js'
import { asElement } from '../../core/schema/result.js'
import type { HeldToken, Tokens } from '../../identity/grants/tokens.js'
import { permissionLevels } from '../permission-levels.js'

/** What the methods of this area need. */
export interface AuthServices {
  readonly tokens: Tokens
}

/** `pref` is known from the documentation only: the block that it asked for never came, so the word changes nothing. */
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

/** What clients find of the five kinds that they know, where a gateway has others. */
const noneOfFive = { doc: 'none', blog: 'none', profile: 'none', network: 'none', post: 'none' } as const

/** Fills {@link tokenAnswer}. */
export function describeToken({ token, permissions, user }: HeldToken): z.input<typeof tokenAnswer> {
  const { id, username, realname, lg, isPro } = user
  return {
    auth: {
      token,
      permissions: { ...noneOfFive, ...permissions },
      user: { user_id: id, username, realname, lg, is_pro: isPro },
    },
  }
}
