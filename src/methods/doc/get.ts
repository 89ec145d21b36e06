import { z } from 'zod'
import { defineMethod } from '../../core/define-method.js'
import type { User } from '../../core/ports/user-store.js'
import { id, words } from '../../core/schema/params.js'
import type { Document } from '../../documents/ports/documents.js'
import type { DocumentServices } from '../services.js'
import {
  describeBasics,
  describeDates,
  describeMedias,
  describeOriginal,
  describeOwner,
  describeTags,
  describeThumb,
  type ViewContext,
} from './describe.js'
import { document as documentResult } from './results.js'
import { mayDownload, mayInteract, mayView, viewerOf } from './visibility.js'

export const getDocument = defineMethod<Pick<DocumentServices, 'documents' | 'tags' | 'users'>>()({
  name: 'doc.get',
  summary: 'Show everything about one document',
  notes: [
    'original comes where the caller may download: the owner, and everybody where the licence allows copies.',
    'visibility.share is 0 private, 1 family, 2 friends, 3 family and friends, 5 public; the setters know 4 for public.',
  ],
  needs: { permission: { doc: 'read' } },
  params: z.object({
    doc_id: id({ fault: { missing: 1, invalid: 1 }, description: 'The document' }),
    extra: words(['tags', 'notes', 'geo', 'md5'], { description: 'Blocks to add' }).optional(),
  }),
  result: z.object({ doc: documentResult }),
  errors: { 1: 'Document not found' },
  async run({ params: { doc_id, extra = [] }, caller, services: { documents, tags, users }, publicUrl }, fail) {
    const viewer = viewerOf(caller)
    const document = await documents.find(doc_id)
    if (document === undefined || !mayView(document, viewer)) throw fail(1)
    const owner = await users.find(document.ownerId)
    if (owner === undefined) throw fail(1)
    const doc = describe(document, owner, { viewer, publicUrl: publicUrl() })
    return {
      doc: {
        ...doc,
        md5: extra.includes('md5') ? document.original.md5 : undefined,
        geo: extra.includes('geo') ? document.position : undefined,
        tags: extra.includes('tags') ? describeTags(await tags.of(doc_id)) : undefined,
        notes: extra.includes('notes') ? { total: 0 } : undefined,
      },
    }
  },
})

function describe(document: Document, owner: User, context: ViewContext): z.input<typeof documentResult> {
  const { viewer, publicUrl } = context
  const { share } = document
  return {
    ...describeBasics(document),
    link: `${publicUrl}/doc/${owner.alias}/${document.id}`,
    owner: describeOwner(owner, publicUrl),
    description: document.description,
    dates: describeDates(document),
    visibility: {
      ispublic: share === 4,
      isfriend: share === 2 || share === 3,
      isfamily: share === 1 || share === 3,
      share: share === 4 ? 5 : share,
    },
    permissions: { comment: document.mayComment, tag: document.mayTag, tagme: document.mayTagThemselves },
    // No method counts visits, or adds likes, comments, albums or groups.
    count: { visits: 0, faves: 0, comments: 0, notes: 0, tags: document.tags, albums: 0, groups: 0, last_visit: 0 },
    can: capabilities(document, context),
    you: viewer === undefined ? undefined : { isfave: false, visits: 0, last_visit: 0 },
    thumbs: { thumb: document.thumbs.map((thumb) => describeThumb(document, thumb, publicUrl)) },
    medias: describeMedias(document, context),
    original: describeOriginal(document, context),
  }
}

function capabilities(document: Document, { viewer }: ViewContext): z.input<typeof documentResult>['can'] {
  const download = mayDownload(document, viewer)
  return {
    fave: viewer !== undefined && viewer !== document.ownerId,
    comment: mayInteract(document, document.mayComment, viewer),
    tag: mayInteract(document, document.mayTag, viewer),
    tagme: mayInteract(document, document.mayTagThemselves, viewer),
    zoom: download,
    download,
    print: download,
  }
}
