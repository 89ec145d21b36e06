/** The kinds of documents. */
export const mediaKinds = ['photo', 'video', 'audio', 'other'] as const
export type Media = (typeof mediaKinds)[number]

/** Who may see a document: 0 its owner, 1 family, 2 friends, 3 both, 4 everybody. */
export type Share = 0 | 1 | 2 | 3 | 4

/** Who may interact: 0 the owner, 1 family, 2 friends, 3 both, 4 contacts, 5 every member. */
export type Circle = 0 | 1 | 2 | 3 | 4 | 5

/** The labels of thumbnails, from small to large: the longer side in pixels, `x` for a square. */
export const thumbLabels = ['75x', '100', '240', '250x', '500', '560', '640', '800', '1024', '1600', '2048'] as const
export type ThumbLabel = (typeof thumbLabels)[number]

/** A small picture of a document. */
export interface Thumb {
  readonly label: ThumbLabel
  /** The extension of its address: jpg or png. */
  readonly ext: string
  readonly width: number
  readonly height: number
}

/** The settings of a document, which its owner chooses. */
export interface DocumentSettings {
  readonly title: string
  /** As given; may contain HTML, which must be escaped on output. */
  readonly description: string
  /** 0 copyright, 255 free use, else the sum of 1 attribution, 2 non-commercial, 4 no derivatives, 8 share alike. */
  readonly license: number
  /** 1 for all, 2 not for all, 3 adults only. */
  readonly safety: number
  readonly share: Share
  readonly mayComment: Circle
  readonly mayTag: Circle
  readonly mayTagThemselves: Circle
  /** Degrees; undefined where the position is not known. */
  readonly position: Position | undefined
}

/** A point on earth in decimal degrees. */
export interface Position {
  readonly lat: number
  readonly lng: number
}

/** The original file. */
export interface Original {
  /** Lower-case hex MD5 of the content. */
  readonly md5: string
  readonly bytes: number
  /** The name given by the client; may be empty. */
  readonly filename: string
  /** The extension by the content, never by the name. */
  readonly ext: string
  /** Pixels, as stored; undefined where it is not a picture. */
  readonly width: number | undefined
  readonly height: number | undefined
  /** The random part of its address, which is its capability. */
  readonly secret: string
}

/** A photo, video, sound or other file that has been processed. */
export interface Document extends DocumentSettings {
  readonly id: string
  readonly ownerId: string
  readonly media: Media
  /** The clockwise rotation that makes the original upright, in degrees. */
  readonly rotation: number
  /** Unix seconds. */
  readonly postedAt: number
  /** Unix seconds of the last change of the document or its tags. */
  readonly updatedAt: number
  /** `YYYY-MM-DD HH:MM:SS` by the camera's clock, all zeros where unknown. */
  readonly created: string
  /** The key of its files, see {@link Files}. */
  readonly fileKey: string
  readonly original: Original
  /** From small to large; at least one. */
  readonly thumbs: readonly Thumb[]
  /** The random part of the thumbnails' addresses, which is their capability. */
  readonly thumbSecret: string
  /** How many tags it has. */
  readonly tags: number
}

/** A selection of a member's documents. */
export interface DocumentFilter {
  readonly ownerId: string
  /** Only these values of `share`. */
  readonly shares: readonly Share[]
  /** Only these kinds; all without it. */
  readonly media?: readonly Media[] | undefined
  /** Only up to this level. */
  readonly safety?: number | undefined
}

/** A page of a list. */
export interface Page {
  /** The number of the page, from 1. */
  readonly page: number
  readonly perPage: number
}

/** A change of a document's settings, and of its addresses. */
export interface DocumentChange extends Partial<DocumentSettings> {
  /** New secrets in place of the old ones, which invalidate all earlier addresses. */
  readonly secrets?: { readonly original: string; readonly thumb: string }
}

/** Stores processed documents. Those of closed or suspended accounts are not found. */
export interface Documents {
  find(id: string): Promise<Document | undefined>
  /** A page, newest first, and the total number on all pages. */
  list(filter: DocumentFilter, page: Page): Promise<{ readonly total: number; readonly documents: readonly Document[] }>
  count(filter: DocumentFilter): Promise<number>
  /** The ids of a member's own documents with these MD5 sums, oldest first. */
  findByMd5(ownerId: string, sums: readonly string[]): Promise<readonly { readonly id: string; readonly md5: string }[]>
  /**
   * Changes a document atomically, unless it was deleted or its `share` was changed since it was found.
   *
   * @param now Unix seconds
   * @returns the changed document, or undefined where nothing was changed
   */
  change(before: Document, change: DocumentChange, now: number): Promise<Document | undefined>
  /** Deletes a document of this owner with its tags and tickets, and queues its files for deletion; false where there is none. */
  delete(id: string, ownerId: string, now: number): Promise<boolean>
}
