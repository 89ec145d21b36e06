import { randomHex } from '../../src/core/auth/hash.js'
import type { Document } from '../../src/documents/ports/documents.js'
import type { Processed } from '../../src/documents/ports/upload-jobs.js'
import type { NewUpload } from '../../src/documents/ports/uploads.js'
import type { DocumentStores } from '../support/document-stores.js'
import type { Subject } from './subject.js'

/** The subject of the contracts about documents. */
export interface DocumentSubject extends Subject, DocumentStores {}

/** The result of processing a small photo. */
export const someFindings: Processed = {
  width: 200,
  height: 100,
  rotation: 0,
  created: undefined,
  position: undefined,
  thumbs: [
    { label: '75x', ext: 'jpg', width: 75, height: 75 },
    { label: '100', ext: 'jpg', width: 100, height: 50 },
  ],
}

/** An upload as a method describes it, with defaults for what is not given. */
export function someUpload(ownerId: string, wishes: Partial<NewUpload> = {}): NewUpload {
  return {
    ownerId,
    media: 'photo',
    settings: {
      title: 'Été 🙂',
      description: '<b>bold</b> & more',
      license: 0,
      safety: 1,
      share: 4,
      mayComment: 5,
      mayTag: 4,
      mayTagThemselves: 3,
      position: undefined,
    },
    created: undefined,
    orientation: undefined,
    positionFromFile: true,
    fileKey: randomHex(16),
    original: { md5: randomHex(16), bytes: 1000, filename: 'é.jpg', ext: 'jpg', secret: randomHex(16) },
    thumbSecret: randomHex(16),
    tags: [],
    ticketSecret: randomHex(16),
    now: 1_700_000_000,
    ...wishes,
  }
}

/** Stores an upload. @returns its ticket */
export async function sendUpload({ uploads }: DocumentSubject, upload: NewUpload): Promise<string> {
  await uploads.reserve(upload.fileKey, upload.now + 3600)
  const ticket = await uploads.add(upload, 1e12)
  if (ticket === undefined) throw new Error('The allowance should have sufficed.')
  return ticket
}

/** Stores an upload and processes it, so that it is visible. */
export async function someDocument(
  subject: DocumentSubject,
  ownerId: string,
  wishes: Partial<NewUpload> = {},
  findings: Processed = someFindings,
): Promise<Document> {
  const ticket = await sendUpload(subject, someUpload(ownerId, wishes))
  for (;;) {
    const job = await subject.jobs.claim('a worker', subject.clock.now(), subject.clock.now() + 1000)
    if (job === undefined) break
    await subject.jobs.finish(job, findings)
  }
  const [done] = await subject.uploads.tickets(ownerId, [ticket])
  const document = await subject.documents.find(done?.documentId ?? '')
  if (document === undefined) throw new Error('The document should be there.')
  return document
}
