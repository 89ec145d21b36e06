import { z } from 'zod'
import { defineMethod } from '../../core/define-method.js'
import { seconds } from '../../core/ports/clock.js'
import { id } from '../../core/schema/params.js'
import type { DocumentServices } from '../services.js'

export const deleteDocument = defineMethod<Pick<DocumentServices, 'documents' | 'clock' | 'worker'>>()({
  name: 'doc.delete',
  summary: 'Delete one of your documents',
  needs: { signature: true, token: true, post: true, permission: { doc: 'delete' } },
  params: z.object({ doc_id: id({ fault: { missing: 1, invalid: 1 }, description: 'One of your documents' }) }),
  result: z.object({}),
  errors: { 1: 'Document not found' },
  async run({ params: { doc_id }, caller, services: { documents, clock, worker } }, fail) {
    const deleted = await documents.delete(doc_id, caller.user?.id ?? '', seconds(clock))
    if (!deleted) throw fail(1)
    worker.wake()
    return {}
  },
})
