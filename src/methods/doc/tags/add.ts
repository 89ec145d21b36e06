import { z } from 'zod'
import { defineMethod } from '../../../core/define-method.js'
import { seconds } from '../../../core/ports/clock.js'
import { csv, id } from '../../../core/schema/params.js'
import { alwaysListed } from '../../../core/schema/result.js'
import type { NewTag } from '../../../documents/ports/tags.js'
import type { DocumentServices } from '../../services.js'
import { describeTag } from '../describe.js'
import { tag } from '../results.js'
import { mayInteract, mayView, viewerOf } from '../visibility.js'
import { keywordTags, memberTags, taggedMembers } from './new-tags.js'

export const addTags = defineMethod<
  Pick<DocumentServices, 'documents' | 'tags' | 'users' | 'uploadLimits' | 'clock'>
>()({
  name: 'doc.tags.add',
  summary: 'Add keyword or member tags to a document',
  notes: [
    'At least one of keywords and members must be sent.',
    'added counts the tags that the document did not have; dropped counts all others that were sent: repeated ones, unknown members, and members other than yourself on a document that is not yours.',
    'Keywords that look like ns:key=value become machine tags.',
  ],
  needs: { signature: true, token: true, post: true, permission: { doc: 'write' } },
  params: z.object({
    doc_id: id({ fault: { missing: 1, invalid: 1 }, description: 'The document' }),
    keywords: csv({ description: 'Words; quotes keep a phrase together' }).optional(),
    members: csv({ description: 'Members, by id or alias' }).optional(),
  }),
  result: z.object({ tags: z.object({ added: z.int(), dropped: z.int(), tag: alwaysListed(tag) }) }),
  errors: { 1: 'Document not found', 2: 'Parameter missing', 3: 'Maximum tags reached' },
  async affects({ params: { doc_id, members = [] }, caller, services: { documents, users } }) {
    const document = await documents.find(doc_id)
    if (document === undefined || !mayView(document, viewerOf(caller))) return []
    return [{ kind: 'member', id: document.ownerId }, ...(await taggedMembers(users, members))]
  },
  async run({ params, caller, services: { documents, tags, users, uploadLimits, clock } }, fail) {
    const { doc_id, keywords = [], members = [] } = params
    if (params.keywords === undefined && params.members === undefined) throw fail(2)
    const viewer = viewerOf(caller)
    const document = await documents.find(doc_id)
    if (document === undefined || viewer === undefined || !mayView(document, viewer)) throw fail(1)
    const mayTag = mayInteract(document, document.mayTag, viewer)
    const mayTagMe = mayInteract(document, document.mayTagThemselves, viewer)
    if ((keywords.length > 0 && !mayTag) || (keywords.length === 0 && !mayTagMe)) throw fail(1)

    const isAllowed = (wanted: NewTag) =>
      wanted.type !== 'member' || viewer === document.ownerId || (mayTagMe && wanted.userId === viewer)
    const people = (await memberTags(users, members)).filter(isAllowed)
    const outcome = await tags.add({
      documentId: doc_id,
      tags: [...keywordTags(keywords), ...people],
      userId: viewer,
      limit: uploadLimits.tags,
      now: seconds(clock),
    })
    if (outcome === undefined) throw fail(3, `A document may have at most ${uploadLimits.tags} tags`)
    const added = outcome.added.length
    const dropped = keywords.length + members.length - added
    return { tags: { added, dropped, tag: outcome.added.map(describeTag) } }
  },
})
