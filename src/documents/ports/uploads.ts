import type { DocumentSettings, Media, Original } from './documents.js'
import type { NewTag } from './tags.js'

/** What a member sends in, once its file lies in its place. */
export interface NewUpload {
  readonly ownerId: string
  readonly media: Media
  readonly settings: DocumentSettings
  /** What the member says in place of the file's own data: `created` and the orientation. */
  readonly created: string | undefined
  readonly orientation: number | undefined
  /** Whether a position in the file counts. */
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

/** How far an upload is, as the member who sent it may know. */
export interface Ticket {
  /** `<digits>-<hex>`. */
  readonly ticket: string
  readonly state: 'waiting' | 'done' | 'invalid'
  /** The document, once done. */
  readonly documentId: string | undefined
  /** How many uploads are worked on before this one is done, itself included; 0 when it is no longer waiting. */
  readonly queued: number
}

/** Takes uploads in. */
export interface Uploads {
  /** Notes a key before files are put under it, so that they are swept at `until` (Unix seconds) unless `add` comes first. */
  reserve(fileKey: string, until: number): Promise<void>
  /**
   * Keeps document, tags and ticket in one step.
   *
   * @param allowance the most bytes that the owner's documents may have together
   * @returns the ticket, or undefined where the allowance does not suffice and nothing is kept
   */
  add(upload: NewUpload, allowance: number): Promise<string | undefined>
  /** Those of the tickets that belong to this member. */
  tickets(ownerId: string, tickets: readonly string[]): Promise<readonly Ticket[]>
  /** How many bytes the originals of a member have together. */
  usedBytes(ownerId: string): Promise<number>
}
