import { z } from 'zod'
import { randomHex } from '../../core/auth/hash.js'
import { defineMethod } from '../../core/define-method.js'
import { seconds } from '../../core/ports/clock.js'
import { choice, id, text } from '../../core/schema/params.js'
import { asElement } from '../../core/schema/result.js'
import type { DocumentChange, Share } from '../../documents/ports/documents.js'
import type { DocumentServices } from '../services.js'
import { readPosition, readSettings, settingsParams } from './settings-params.js'
import { narrows, parseShare, shareFrom, shareWords } from './sharing.js'

const wrong = { invalid: 3 }

const params = z.object({
  doc_id: id({ fault: { missing: 1, invalid: 1 }, description: 'One of your documents' }),
  title: text({ emptyClears: true, description: 'The new title' }).optional(),
  description: text({ emptyClears: true, description: 'The new text' }).optional(),
  share: choice(shareWords, {
    fault: wrong,
    description: 'Who may see it: 0 you alone, 1 family, 2 friends, 3 both, 4 everybody',
  }).optional(),
  ...settingsParams(wrong),
})

type Params = z.output<typeof params>

export const setDocument = defineMethod<Pick<DocumentServices, 'documents' | 'clock'>>()({
  name: 'doc.set',
  summary: 'Change title, text and further settings of a document',
  notes: [
    'A document that fewer people may see than before gets new addresses for all its files; the old ones are dead.',
    'share and the flags is_public, is_family, is_friend say the same thing; where both are sent they must agree.',
    'share in the answer is 0 to 4.',
  ],
  safety: true,
  needs: { signature: true, token: true, post: true, permission: { doc: 'write' } },
  params,
  result: z.object({
    doc: z.object({
      doc_id: z.string(),
      title: z.string(),
      share: z.int(),
      description: asElement(z.string()),
    }),
  }),
  errors: { 1: 'Document not found', 2: 'No parameters were sent', 3: 'Invalid arguments' },
  async run({ params, caller, services: { documents, clock } }, fail) {
    const { doc_id, ...sent } = params
    if (Object.values(sent).every((value) => value === undefined)) throw fail(2)
    const ownerId = caller.user?.id ?? ''
    for (;;) {
      const before = await documents.find(doc_id)
      if (before === undefined || before.ownerId !== ownerId) throw fail(1)
      const change = readChange(params, before.share)
      if (typeof change === 'string') throw fail(3, change)
      const after = await documents.change(before, change, seconds(clock))
      // Undefined: another call changed the sharing or deleted the document meanwhile, so read it again.
      if (after !== undefined) {
        return { doc: { doc_id, title: after.title, share: after.share, description: after.description } }
      }
    }
  },
})

/** The requested change, or a sentence with the reason to refuse it. */
function readChange(sent: Params, before: Share): DocumentChange | string {
  const position = readPosition(sent.lat, sent.lng)
  if (position === 'wrong') return 'lat and lng must come together: degrees up to 90 and 180, or both -999'
  const share = readShare(sent, before)
  if (share === 'contradiction') return 'share and the flags is_public, is_family, is_friend contradict each other'
  return {
    ...readSettings(sent),
    ...(sent.title !== undefined && { title: sent.title }),
    ...(sent.description !== undefined && { description: sent.description }),
    ...(position !== 'unsent' && { position: position === 'none' ? undefined : position }),
    ...(share !== undefined && { share }),
    ...(share !== undefined &&
      narrows(before, share) && { secrets: { original: randomHex(16), thumb: randomHex(16) } }),
  }
}

function readShare(sent: Params, before: Share): Share | 'contradiction' | undefined {
  const flagged = [sent.is_public, sent.is_family, sent.is_friend].some((flag) => flag !== undefined)
  if (sent.share === undefined) return flagged ? shareFrom(sent, before) : undefined
  const share = parseShare(sent.share)
  return flagged && shareFrom(sent, share) !== share ? 'contradiction' : share
}
