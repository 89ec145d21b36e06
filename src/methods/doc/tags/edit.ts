import { z } from 'zod'
import { defineMethod } from '../../../core/define-method.js'
import { seconds } from '../../../core/ports/clock.js'
import { csv, id } from '../../../core/schema/params.js'
import { alwaysListed } from '../../../core/schema/result.js'
import type { TagType } from '../../../documents/ports/tags.js'
import type { DocumentServices } from '../../services.js'
import { describeTag } from '../describe.js'
import { tag } from '../results.js'
import { keywordTags, memberTags, taggedMembers } from './new-tags.js'

export const editTags = defineMethod<
  Pick<DocumentServices, 'documents' | 'tags' | 'users' | 'uploadLimits' | 'clock'>
>()({
  name: 'doc.tags.edit',
  summary: 'Replace the tags of one of your documents',
  notes: [
    'At least one of keywords and members must be sent; an empty value removes all tags of that kind.',
    'added counts the tags that are new on the document; dropped those that were sent and not stored: repeated ones and unknown members. tag lists what the document now has of the kinds that were sent.',
  ],
  needs: { signature: true, token: true, post: true, permission: { doc: 'write' } },
  params: z.object({
    doc_id: id({ fault: { missing: 1, invalid: 1 }, description: 'One of your documents' }),
    keywords: csv({ emptyClears: true, description: 'The new words; quotes keep a phrase together' }).optional(),
    members: csv({ emptyClears: true, description: 'The new members, by id or alias' }).optional(),
  }),
  result: z.object({ tags: z.object({ added: z.int(), dropped: z.int(), tag: alwaysListed(tag) }) }),
  errors: { 1: 'Document not found', 2: 'Parameter missing', 3: 'Maximum tags reached' },
  async affects({ params: { doc_id, members = [] }, caller, services: { documents, users } }) {
    if (members.length === 0 || (await documents.find(doc_id))?.ownerId !== caller.user?.id) return []
    return taggedMembers(users, members)
  },
  async run({ params, caller, services: { documents, tags, users, uploadLimits, clock } }, fail) {
    const { doc_id, keywords = [], members = [] } = params
    if (params.keywords === undefined && params.members === undefined) throw fail(2)
    const document = await documents.find(doc_id)
    const userId = caller.user?.id
    if (document === undefined || userId === undefined || document.ownerId !== userId) throw fail(1)

    const types: TagType[] = []
    if (params.keywords !== undefined) types.push('keyword', 'machine')
    if (params.members !== undefined) types.push('member')
    const outcome = await tags.replace(types, {
      documentId: doc_id,
      tags: [...keywordTags(keywords), ...(await memberTags(users, members))],
      userId,
      limit: uploadLimits.tags,
      now: seconds(clock),
    })
    if (outcome === undefined) throw fail(3, `A document may have at most ${uploadLimits.tags} tags`)
    const now = outcome.tags.filter(({ type }) => types.includes(type))
    const dropped = keywords.length + members.length - now.length
    return { tags: { added: outcome.added.length, dropped, tag: now.map(describeTag) } }
  },
})
