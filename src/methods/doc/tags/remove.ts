import { z } from 'zod'
import { defineMethod } from '../../../core/define-method.js'
import { seconds } from '../../../core/ports/clock.js'
import { choice, id } from '../../../core/schema/params.js'
import type { DocumentServices } from '../../services.js'

export const removeTag = defineMethod<Pick<DocumentServices, 'documents' | 'tags' | 'clock'>>()({
  name: 'doc.tags.remove',
  summary: 'Take one tag off one of your documents',
  notes: ['Machine tags are taken off as keyword or as machine.'],
  needs: { signature: true, token: true, post: true, permission: { doc: 'write' } },
  params: z.object({
    doc_id: id({ fault: { missing: 1, invalid: 1 }, description: 'One of your documents' }),
    type: choice(['keyword', 'member', 'machine'], {
      fault: { missing: 2, invalid: 2 },
      description: 'The kind of tag',
    }),
    id: id({ fault: { missing: 2, invalid: 2 }, description: 'The id of the tag' }),
  }),
  result: z.object({}),
  errors: { 1: 'Document not found', 2: 'Tag not found' },
  async run({ params, caller, services: { documents, tags, clock } }, fail) {
    const { doc_id, type, id: tagId } = params
    const document = await documents.find(doc_id)
    if (document === undefined || document.ownerId !== caller.user?.id) throw fail(1)
    const types = type === 'keyword' ? (['keyword', 'machine'] as const) : [type]
    if (!(await tags.remove(doc_id, types, tagId, seconds(clock)))) throw fail(2)
    return {}
  },
})
