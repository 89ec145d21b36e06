import { z } from 'zod'
import { defineMethod } from '../../../core/define-method.js'
import { id } from '../../../core/schema/params.js'
import type { DocumentServices } from '../../services.js'
import { describeTags } from '../describe.js'
import { tagList } from '../results.js'
import { mayView, viewerOf } from '../visibility.js'

export const getTags = defineMethod<Pick<DocumentServices, 'documents' | 'tags'>>()({
  name: 'doc.tags.getList',
  summary: 'List the tags of a document',
  notes: ['type is keyword, member, or machine for tags that look like ns:key=value.'],
  needs: { permission: { doc: 'read' } },
  params: z.object({ doc_id: id({ fault: { missing: 1, invalid: 1 }, description: 'The document' }) }),
  result: z.object({ tags: tagList }),
  errors: { 1: 'Document not found' },
  async run({ params: { doc_id }, caller, services: { documents, tags } }, fail) {
    const document = await documents.find(doc_id)
    if (document === undefined || !mayView(document, viewerOf(caller))) throw fail(1)
    return { tags: describeTags(await tags.of(doc_id)) }
  },
})
