import type { Generated } from 'kysely'
import type { Media, ThumbLabel } from '../../../documents/ports/documents.js'
import type { TagType } from '../../../documents/ports/tags.js'
import type { Ticket } from '../../../documents/ports/uploads.js'

/** The tables of documents. */
export interface DocumentTables {
  documents: DocumentTable
  thumbs: ThumbTable
  tag_words: TagWordTable
  document_tags: DocumentTagTable
  upload_jobs: UploadJobTable
  left_files: OrphanedFileTable
}

export interface DocumentTable {
  id: Generated<number>
  owner_id: number
  /** Whether its file has been processed, so that it is visible. */
  ready: 0 | 1
  media: Media
  title: string
  description: string
  license: number
  safety: number
  share: number
  may_comment: number
  may_tag: number
  may_tag_themselves: number
  lat: number | null
  lng: number | null
  /** Whether the position in the file is used. */
  position_from_file: 0 | 1
  /** The owner's value; null where that of the file is used. */
  orientation: number | null
  rotation: number
  posted_at: number
  updated_at: number
  /** By the camera's clock, as text; null until the file has been processed. */
  created: string | null
  file_key: string
  md5: string
  bytes: number
  filename: string
  ext: string
  width: number | null
  height: number | null
  original_secret: string
  thumb_secret: string
}

export interface ThumbTable {
  document_id: number
  label: ThumbLabel
  ext: string
  width: number
  height: number
}

/** Keywords and machine tags, shared by all documents; the id of a row is the id of the tag. */
export interface TagWordTable {
  id: Generated<number>
  type: Exclude<TagType, 'member'>
  /** The text in its normalised form, see `fold` in tag-rows.ts. */
  folded: string
}

export interface DocumentTagTable {
  id: Generated<number>
  document_id: number
  type: TagType
  /** The id of the word, or of the member. */
  tag_id: number
  /** As written on this document; empty for members. */
  text: string
  user_id: number
  added_at: number
}

export interface UploadJobTable {
  id: Generated<number>
  /** The random part of the ticket. */
  secret: string
  owner_id: number
  /** Null where the job was rejected. */
  document_id: number | null
  state: Ticket['state']
  /** The worker that holds the lease. */
  holder: string | null
  attempts: number
  /** The end of the lease in Unix milliseconds. */
  held_until: number
}

export interface OrphanedFileTable {
  key: string
  due_at: number
}
