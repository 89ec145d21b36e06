import { z } from 'zod'
import { defineMethod } from '../../core/define-method.js'
import type { User } from '../../core/ports/user-store.js'
import { choice, clamped, text, words } from '../../core/schema/params.js'
import { type Document, mediaKinds, thumbLabels } from '../../documents/ports/documents.js'
import type { DocumentServices } from '../services.js'
import { findMember } from '../user/find-member.js'
import {
  describeBasics,
  describeDates,
  describeMedias,
  describeOriginal,
  describeOwner,
  describeThumb,
  pickThumb,
  type ViewContext,
} from './describe.js'
import { listed } from './results.js'
import { viewerOf, visibleShares } from './visibility.js'

const extras = ['dates', 'count', 'geo', 'medias', 'original', 'md5', 'owner'] as const
type Extra = (typeof extras)[number]

export const getList = defineMethod<Pick<DocumentServices, 'documents' | 'users'>>()({
  name: 'doc.getList',
  summary: "List a member's documents, newest first",
  notes: [
    'Shows what the caller may see; a token without the permission to read documents sees the public ones.',
    'thumb is the largest one that exists and is not above thumbsize.',
  ],
  safety: true,
  params: z.object({
    user_id: text({ description: 'The member, by id or alias; the caller without it' }).optional(),
    media: words(mediaKinds, { description: 'Only these kinds' }).optional(),
    share: choice(['0', '1', '2', '3', '4'], { description: 'Only documents shared like this' }).optional(),
    safesurf: choice(['1', '2', '3'], { description: 'Only documents up to this safety level' }).optional(),
    extra: words(extras, { description: 'Blocks to add to each document' }).optional(),
    thumbsize: choice(thumbLabels, { description: 'The thumbnail to show' }).default('75x'),
    per_page: clamped({ min: 1, max: 100, description: 'Documents a page' }).default(20),
    page: clamped({ min: 1, max: 1_000_000, description: 'Which page, from 1' }).default(1),
  }),
  result: z.object({
    docs: z.object({ total: z.int(), per_page: z.int(), page: z.int(), pages: z.int(), doc: z.array(listed) }),
  }),
  errors: { 1: 'User not found' },
  async run({ params, caller, services: { documents, users }, publicUrl }, fail) {
    const owner = await findMember(users, params.user_id, caller)
    if (owner === undefined || owner.state !== 'active') throw fail(1)
    const viewer = viewerOf(caller)
    const wanted = params.share === undefined ? undefined : Number(params.share)
    const shares = visibleShares(owner.id, viewer).filter((share) => wanted === undefined || share === wanted)
    const filter = { ownerId: owner.id, shares, media: params.media, safety: safetyOf(params.safesurf) }
    const { per_page, page } = params
    const found = await documents.list(filter, { page, perPage: per_page })

    const options = { extra: params.extra ?? [], thumbsize: params.thumbsize }
    const context = { viewer, publicUrl: publicUrl() }
    const doc = found.documents.map((document) => describe(document, owner, options, context))
    return { docs: { total: found.total, per_page, page, pages: Math.ceil(found.total / per_page), doc } }
  },
})

const safetyOf = (word: string | undefined): number | undefined => (word === undefined ? undefined : Number(word))

interface ListOptions {
  readonly extra: readonly Extra[]
  readonly thumbsize: (typeof thumbLabels)[number]
}

function describe(document: Document, owner: User, options: ListOptions, context: ViewContext): z.input<typeof listed> {
  const thumb = pickThumb(document, options.thumbsize)
  if (thumb === undefined) throw new Error(`document ${document.id} has no thumbnail`)
  const when = <Block>(extra: Extra, make: () => Block) => (options.extra.includes(extra) ? make() : undefined)
  return {
    ...describeBasics(document),
    thumb: describeThumb(document, thumb, context.publicUrl),
    owner: when('owner', () => describeOwner(owner, context.publicUrl)),
    dates: when('dates', () => describeDates(document)),
    count: when('count', () => ({ visits: 0, faves: 0, comments: 0, notes: 0 })),
    medias: when('medias', () => describeMedias(document, context)),
    original: when('original', () => describeOriginal(document, context)),
    lat: when('geo', () => document.position?.lat),
    lng: when('geo', () => document.position?.lng),
    md5: when('md5', () => document.original.md5),
  }
}
