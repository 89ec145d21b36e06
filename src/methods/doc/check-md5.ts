import { z } from 'zod'
import { malformedParameter } from '../../core/api-error.js'
import { defineMethod } from '../../core/define-method.js'
import { csv } from '../../core/schema/params.js'
import { alwaysListed } from '../../core/schema/result.js'
import type { DocumentServices } from '../services.js'

/** The maximum number of sums in a call. */
const maxSums = 20

export const checkMd5 = defineMethod<Pick<DocumentServices, 'documents'>>()({
  name: 'doc.checkMD5',
  summary: 'Find your own documents by the MD5 sums of their files',
  notes: [
    `At most ${maxSums} sums a call. A sum that none of your documents has gives no item; one that several have, an item each.`,
    'count is the number of different sums asked for, found the number of those that you have a document for.',
  ],
  needs: { signature: true, token: true, permission: { doc: 'read' } },
  params: z.object({ md5: csv({ fault: { missing: 1 }, description: 'MD5 sums as 32 hex digits' }) }),
  result: z.object({
    docs: z.object({
      count: z.int(),
      found: z.int(),
      doc: alwaysListed(z.object({ md5: z.string(), doc_id: z.string(), found: z.boolean() })),
    }),
  }),
  errors: { 1: 'Document not found' },
  async run({ params, caller, services: { documents } }) {
    const sums = [...new Set(params.md5.map((sum) => sum.toLowerCase()))]
    if (sums.length > maxSums) throw malformedParameter(`At most ${maxSums} sums can be asked for at once`, 'md5')
    const own = await documents.findByMd5(caller.user?.id ?? '', sums)
    const found = new Set(own.map(({ md5 }) => md5)).size
    return { docs: { count: sums.length, found, doc: own.map(({ id, md5 }) => ({ md5, doc_id: id, found: true })) } }
  },
})
