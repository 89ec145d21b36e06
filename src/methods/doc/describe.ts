import type { z } from 'zod'
import type { User } from '../../core/ports/user-store.js'
import type { Document, Thumb, ThumbLabel } from '../../documents/ports/documents.js'
import { thumbLabels } from '../../documents/ports/documents.js'
import type { Tag } from '../../documents/ports/tags.js'
import { addressPath, originalUrl, thumbUrl } from './file-addresses.js'
import type * as results from './results.js'
import { mayDownload, type Viewer } from './visibility.js'

/** The viewer, and the address of the server. */
export interface ViewContext {
  readonly viewer: Viewer
  readonly publicUrl: string
}

/** The icon of every member; members cannot upload one. */
export const memberIcon = (publicUrl: string): string => `${publicUrl}/file/icon/member.png`

/** Fills {@link results.basics}. */
export function describeBasics(document: Document): z.input<typeof results.basics> {
  const { id, media, license, title, rotation, safety } = document
  return { doc_id: id, media, license, title, rotation, safety }
}

/** Fills {@link results.owner}. */
export function describeOwner(user: User, publicUrl: string): z.input<typeof results.owner> {
  const { id, username, alias, isPro, realname } = user
  return { user_id: id, username, alias, is_pro: isPro, icon: memberIcon(publicUrl), realname }
}

/** Fills {@link results.thumb}. */
export function describeThumb(document: Document, thumb: Thumb, publicUrl: string): z.input<typeof results.thumb> {
  const smallest = document.thumbs[0] ?? thumb
  return {
    label: thumb.label,
    url: thumbUrl(publicUrl, document, thumb),
    secret: document.thumbSecret,
    farm: 1,
    path: addressPath(document),
    ext: thumb.ext,
    icon: thumbUrl(publicUrl, document, smallest),
    w: thumb.width,
    h: thumb.height,
  }
}

/** The largest thumbnail up to the wanted size; the smallest one if all are larger. */
export function pickThumb({ thumbs }: Document, wanted: ThumbLabel): Thumb | undefined {
  const most = thumbLabels.indexOf(wanted)
  return thumbs.filter(({ label }) => thumbLabels.indexOf(label) <= most).at(-1) ?? thumbs[0]
}

/** Fills {@link results.dates}. No method replaces a file or adds comments, so those dates are 0. */
export function describeDates({ postedAt, created, updatedAt }: Document): z.input<typeof results.dates> {
  return { posted_at: postedAt, replaced_at: 0, created, last_comment_at: 0, last_update_at: updatedAt }
}

/** Fills {@link results.medias}: video and audio play from the original file. */
export function describeMedias(
  document: Document,
  { publicUrl }: ViewContext,
): z.input<typeof results.medias> | undefined {
  if (document.media !== 'video' && document.media !== 'audio') return undefined
  const { ext } = document.original
  return { total: 1, media: [{ label: ext, format: ext, url: originalUrl(publicUrl, document) }] }
}

/** Fills {@link results.original}, for viewers who may download it. */
export function describeOriginal(
  document: Document,
  context: ViewContext,
): z.input<typeof results.original> | undefined {
  if (!mayDownload(document, context.viewer)) return undefined
  const { ext, width: w, height: h, filename, bytes } = document.original
  return { ext, w, h, filename, bytes, url: originalUrl(context.publicUrl, document) }
}

/** Fills {@link results.tag}. */
export function describeTag({ type, id, userId, text }: Tag): z.input<typeof results.tag> {
  return { type, id, user_id: userId, tag: text }
}

/** Fills {@link results.tagList}. */
export function describeTags(tags: readonly Tag[]): z.input<typeof results.tagList> {
  return { total: tags.length, tag: tags.map((tag) => ({ ...describeTag(tag), added_at: tag.addedAt })) }
}
