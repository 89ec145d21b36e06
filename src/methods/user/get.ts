import { z } from 'zod'
import { defineMethod } from '../../core/define-method.js'
import { text, words } from '../../core/schema/params.js'
import { unixTime } from '../../core/schema/result.js'
import { memberIcon } from '../doc/describe.js'
import { viewerOf, visibleShares } from '../doc/visibility.js'
import type { DocumentServices } from '../services.js'
import { findMember } from './find-member.js'

export const getUser = defineMethod<Pick<DocumentServices, 'users' | 'documents'>>()({
  name: 'user.get',
  summary: 'Show the profile of a member',
  notes: [
    'relation comes only with a token. count.docs counts the documents that the caller may see.',
    'is_closed is 1 while an account is suspended; a closed one is not found.',
  ],
  needs: { signature: true },
  params: z.object({
    user_id: text({ description: 'The member, by id or alias; the caller without it' }).optional(),
    extra: words(['custom'], { description: 'Optional blocks' }).optional(),
  }),
  result: z.object({
    user: z.object({
      user_id: z.string(),
      is_pro: z.boolean(),
      is_closed: z.boolean(),
      username: z.string(),
      realname: z.string(),
      alias: z.string(),
      icon: z.string(),
      link: z.string(),
      relation: z
        .object({
          isfamily: z.boolean(),
          isfriend: z.boolean(),
          iscontact: z.boolean(),
          revfamily: z.boolean(),
          revfriend: z.boolean(),
          revcontact: z.boolean(),
        })
        .optional(),
      count: z.object({ docs: z.int(), posts: z.int(), network: z.int() }),
      dates: z.object({ member_since: unixTime() }),
    }),
  }),
  errors: { 1: 'User not found' },
  async run({ params, caller, services: { users, documents }, publicUrl }, fail) {
    const user = await findMember(users, params.user_id, caller)
    if (user === undefined) throw fail(1)
    const shares = visibleShares(user.id, viewerOf(caller))
    return {
      user: {
        user_id: user.id,
        is_pro: user.isPro,
        is_closed: user.state !== 'active',
        username: user.username,
        realname: user.realname,
        alias: user.alias,
        icon: memberIcon(publicUrl()),
        link: `${publicUrl()}/home/${user.alias}`,
        relation: caller.user === undefined ? undefined : noRelation,
        // Members have no articles and no contacts.
        count: { docs: await documents.count({ ownerId: user.id, shares }), posts: 0, network: 0 },
        dates: { member_since: user.createdAt },
      },
    }
  },
})

/** The relation of any two members; no method changes it. */
const noRelation = {
  isfamily: false,
  isfriend: false,
  iscontact: false,
  revfamily: false,
  revfriend: false,
  revcontact: false,
}
