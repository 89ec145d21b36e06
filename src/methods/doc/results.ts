import { z } from 'zod'
import { alwaysListed, asElement, unixTime } from '../../core/schema/result.js'

/** A number of bytes, which may exceed 32 bits. */
export const byteCount = z
  .int()
  .min(0)
  .max(2 ** 52)

/** A member inside other answers. */
export const owner = z.object({
  user_id: z.string(),
  username: z.string(),
  alias: z.string(),
  is_pro: z.boolean(),
  icon: z.string(),
  realname: z.string(),
})

/** A thumbnail, with the parts of its address. */
export const thumb = z.object({
  label: z.string(),
  url: z.string(),
  secret: z.string(),
  farm: z.int(),
  path: z.string(),
  ext: z.string(),
  icon: z.string(),
  w: z.int(),
  h: z.int(),
})

/** Playable files. */
export const medias = z.object({
  total: z.int(),
  media: z.array(z.object({ label: z.string(), format: z.string(), url: z.string() })),
})

/** The original file. */
export const original = z.object({
  ext: z.string(),
  w: z.int().optional(),
  h: z.int().optional(),
  filename: z.string(),
  bytes: byteCount,
  url: z.string(),
})

/** The dates of a document. */
export const dates = z.object({
  posted_at: z.int(),
  replaced_at: z.int(),
  created: z.string(),
  last_comment_at: z.int(),
  last_update_at: z.int(),
})

/** The members of a document in lists and alone. */
export const basics = z.object({
  doc_id: z.string(),
  media: z.string(),
  license: z.int(),
  title: z.string(),
  rotation: z.int(),
  safety: z.int(),
})

/** A tag on a document. */
export const tag = z.object({ type: z.string(), id: z.string(), user_id: z.string(), tag: z.string() })

/** A tag with its date. */
export const datedTag = tag.extend({ added_at: z.int() })

/** All tags of a document; the list is present even when empty, because clients index `tags.tag` without a check. */
export const tagList = z.object({ total: z.int(), tag: alwaysListed(datedTag) })

/** A single document; the last members come on request. */
export const document = basics.extend({
  link: z.string(),
  owner,
  description: asElement(z.string()),
  dates,
  visibility: z.object({ ispublic: z.boolean(), isfriend: z.boolean(), isfamily: z.boolean(), share: z.int() }),
  permissions: z.object({ comment: z.int(), tag: z.int(), tagme: z.int() }),
  count: z.object({
    visits: z.int(),
    faves: z.int(),
    comments: z.int(),
    notes: z.int(),
    tags: z.int(),
    albums: z.int(),
    groups: z.int(),
    last_visit: unixTime(),
  }),
  can: z.object({
    fave: z.boolean(),
    comment: z.boolean(),
    tag: z.boolean(),
    tagme: z.boolean(),
    zoom: z.boolean(),
    download: z.boolean(),
    print: z.boolean(),
  }),
  you: z.object({ isfave: z.boolean(), visits: z.int(), last_visit: unixTime() }).optional(),
  thumbs: z.object({ thumb: z.array(thumb) }),
  medias: medias.optional(),
  original: original.optional(),
  md5: z.string().optional(),
  geo: z.object({ lat: z.number(), lng: z.number() }).optional(),
  tags: tagList.optional(),
  notes: z.object({ total: z.int() }).optional(),
})

/** A document of a list; the last members come on request. */
export const listed = basics.extend({
  thumb,
  owner: owner.optional(),
  dates: dates.omit({ replaced_at: true }).optional(),
  count: z.object({ visits: z.int(), faves: z.int(), comments: z.int(), notes: z.int() }).optional(),
  medias: medias.optional(),
  original: original.optional(),
  lat: z.number().optional(),
  lng: z.number().optional(),
  md5: z.string().optional(),
})
