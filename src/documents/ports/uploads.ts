import type { DocumentSettings, Media, Original } from './documents.js'
import type { NewTag } from './tags.js'

/** An upload whose file is in the store. */
export interface NewUpload {
  readonly ownerId: string
  readonly media: Media
  readonly settings: DocumentSettings
  /** The member's values in place of the file's own: date and orientation. */
  readonly created: string | undefined
  readonly orientation: number | undefined
  /** Whether the position in the file is used. */
  readonly positionFromFile: boolean
  readonly fileKey: string
  readonly original: Omit<Original, 'width' | 'height'>
  readonly thumbSecret: string
  readonly tags: readonly NewTag[]
  /** The random part of the ticket. */
  readonly ticketSecret: string
  /** Unix seconds. */
  readonly now: number
}

/** The state of an upload, for the member who sent it. */
export interface Ticket {
  /** `<digits>-<hex>`. */
  readonly ticket: string
  readonly state: 'waiting' | 'done' | 'invalid'
  /** The document, once done. */
  readonly documentId: string | undefined
  /** The position in the queue, from 1; 0 when it is no longer waiting. */
  readonly queued: number
}

/** Stores new uploads. */
export interface Uploads {
  /** Reserves a key before its files are stored: they are deleted at `until` (Unix seconds) unless `add` comes first. */
  reserve(fileKey: string, until: number): Promise<void>
  /**
   * Inserts document, tags and job atomically.
   *
   * @param allowance the most bytes of all the owner's documents
   * @returns the ticket; undefined, and nothing stored, where the allowance would be exceeded
   */
  add(upload: NewUpload, allowance: number): Promise<string | undefined>
  /** The tickets that belong to this member. */
  tickets(ownerId: string, tickets: readonly string[]): Promise<readonly Ticket[]>
  /** The size of all originals of a member, in bytes. */
  usedBytes(ownerId: string): Promise<number>
}
