import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { invalid, malformedParameter } from '../../core/api-error.js'
import { randomHex } from '../../core/auth/hash.js'
import type { UploadedFile } from '../../core/call.js'
import { defineMethod } from '../../core/define-method.js'
import { seconds } from '../../core/ports/clock.js'
import { choice, csv, flag, id, text } from '../../core/schema/params.js'
import { cameraDate } from '../../documents/file-date.js'
import { type FileKind, kindOfFile } from '../../documents/file-types.js'
import type { DocumentSettings } from '../../documents/ports/documents.js'
import type { NewTag } from '../../documents/ports/tags.js'
import type { NewUpload, Ticket, Uploads } from '../../documents/ports/uploads.js'
import { maxPixels } from '../../documents/thumbnails.js'
import { readPosition, readSettings, settingsParams } from '../doc/settings-params.js'
import { shareFrom } from '../doc/sharing.js'
import { keywordTags, memberTags, taggedMembers } from '../doc/tags/new-tags.js'
import type { DocumentServices } from '../services.js'
import { md5OfFile } from './md5-of-file.js'

/** The timeout of a call that waits for its document, and its poll interval, in milliseconds. */
const processingTimeout = 60_000
const pollInterval = 50

/** How long a stored file is reserved for its document, in seconds; it is deleted if no document follows. */
const reservation = 3600

const params = z.object({
  title: text({ description: 'The title' }).optional(),
  description: text({ description: 'The text; may hold HTML' }).optional(),
  created_at: cameraDate(
    'When it was made, in place of the date in the file: a date or date and time of ISO 8601; zeros where it is not known',
  ).optional(),
  ...settingsParams({}),
  keywords: csv({ description: 'Keywords; quotes keep a phrase together' }).optional(),
  member_ids: csv({ description: 'Members to tag, by id or alias' }).optional(),
  album_id: id({ description: 'The album to put it in' }).optional(),
  dir: choice(['1', '3', '6', '8'], {
    description:
      'How the picture lies, in place of what the file says: 1 upright, 3 on its head, 6 turned left, 8 right',
  }).optional(),
  async: flag({ description: '0 waits until the document can be seen' }).optional(),
})

type Params = z.output<typeof params>

export const uploadFile = defineMethod<
  Pick<DocumentServices, 'uploads' | 'fileStore' | 'users' | 'uploadLimits' | 'clock' | 'worker'>
>()({
  name: 'upload.file',
  summary: 'Upload a new document',
  notes: [
    'Send the file as a part named file of multipart/form-data; it stays outside the signature.',
    'What the file is shows in its content: its name and its declared type are not looked at.',
    'The answer is a ticket for upload.checkTickets; with async=0 also doc_id, unless that takes more than a minute.',
    `A picture that is damaged, or has more than ${maxPixels / 1e6} megapixels, is kept as it is; an icon stands for it in place of thumbnails.`,
    'Without is_public, is_family and is_friend nobody but you sees the document.',
    'lat and lng both -999 keep a position in the file from being read.',
  ],
  safety: true,
  needs: { signature: true, token: true, post: true, permission: { doc: 'write' } },
  params,
  files: ['file'],
  result: z.object({ ticket: z.string(), doc_id: z.string().optional() }),
  errors: { 1: 'File is missing or empty', 2: 'File size exceeds the limit', 3: 'File type not accepted' },
  affects: ({ params: { member_ids = [] }, services: { users } }) => taggedMembers(users, member_ids),
  async run({ params, caller, files, services }, fail) {
    const { uploads, fileStore, uploadLimits, worker } = services
    const file = files.get('file')
    if (file === undefined || file.bytes === 0) throw fail(1, undefined, [{ name: 'file', reason: 'missing' }])
    const ownerId = caller.user?.id ?? ''
    const allowance = await allowanceOf(ownerId, services)
    if (file.bytes > Math.min(uploadLimits.fileBytes, allowance - (await uploads.usedBytes(ownerId)))) {
      throw fail(2, undefined, invalid('file'))
    }
    const kind = await kindOfFile(file.path)
    if (kind === undefined) throw fail(3, undefined, invalid('file'))

    const upload = await describeUpload(params, file, kind, ownerId, services)
    await uploads.reserve(upload.fileKey, upload.now + reservation)
    await fileStore.keep(upload.fileKey, 'original', file.path)
    const ticket = await uploads.add(upload, allowance)
    if (ticket === undefined) throw fail(2)
    worker.wake()
    if (params.async !== false) return { ticket }
    const end = await waitForUpload(uploads, ownerId, ticket)
    if (end?.state === 'invalid')
      throw fail(3, 'The content of the file is not what its beginning says', invalid('file'))
    return { ticket, doc_id: end?.documentId }
  },
})

type Services = Pick<DocumentServices, 'uploads' | 'users' | 'uploadLimits' | 'clock'>

/** The storage quota of a member, in bytes. */
async function allowanceOf(ownerId: string, { users, uploadLimits }: Services): Promise<number> {
  const isPro = (await users.find(ownerId))?.isPro === true
  return isPro ? Number.POSITIVE_INFINITY : uploadLimits.accountBytes
}

async function describeUpload(
  sent: Params,
  file: UploadedFile,
  { media, ext }: FileKind,
  ownerId: string,
  services: Services,
): Promise<NewUpload> {
  const position = readPosition(sent.lat, sent.lng)
  if (position === 'wrong') {
    const detail = 'lat and lng must come together: degrees up to 90 and 180, or both -999'
    throw malformedParameter(detail, 'lat', 'lng')
  }
  if (sent.album_id !== undefined) throw malformedParameter('The album does not exist; leave album_id out', 'album_id')
  const bytesAndSum = { md5: await md5OfFile(file.path), bytes: file.bytes }
  return {
    ownerId,
    media,
    settings: settingsOf(sent, position),
    created: sent.created_at,
    orientation: sent.dir === undefined ? undefined : Number(sent.dir),
    positionFromFile: position === 'unsent',
    fileKey: randomHex(16),
    original: { ...bytesAndSum, filename: file.filename, ext, secret: randomHex(16) },
    thumbSecret: randomHex(16),
    tags: await tagsOf(sent, services),
    ticketSecret: randomHex(16),
    now: seconds(services.clock),
  }
}

function settingsOf(sent: Params, position: ReturnType<typeof readPosition>): DocumentSettings {
  return {
    title: sent.title ?? '',
    description: sent.description ?? '',
    license: 0,
    safety: 1,
    share: shareFrom(sent, 0),
    mayComment: 5,
    mayTag: 4,
    mayTagThemselves: 4,
    position: typeof position === 'object' ? position : undefined,
    ...readSettings(sent),
  }
}

async function tagsOf(sent: Params, { users, uploadLimits }: Services): Promise<NewTag[]> {
  const tags = [...keywordTags(sent.keywords ?? []), ...(await memberTags(users, sent.member_ids ?? []))]
  if (tags.length > uploadLimits.tags) {
    throw malformedParameter(`A document may have at most ${uploadLimits.tags} tags`, 'keywords', 'member_ids')
  }
  return tags
}

/** Waits until an upload is processed or refused; undefined after the timeout. */
async function waitForUpload(uploads: Uploads, ownerId: string, ticket: string): Promise<Ticket | undefined> {
  const until = performance.now() + processingTimeout
  while (performance.now() < until) {
    const [found] = await uploads.tickets(ownerId, [ticket])
    if (found?.state !== 'waiting') return found
    await pause(pollInterval)
  }
  return undefined
}
