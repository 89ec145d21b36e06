/** What kind of thing a document is. */
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
  /** What its address ends in: jpg or png. */
  readonly ext: string
  readonly width: number
  readonly height: number
}

/** What the owner says about a document. */
export interface DocumentSettings {
  readonly title: string
  /** As given; may hold HTML, which whoever shows it has to escape. */
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

/** The file as its owner sent it. */
export interface Original {
  /** Lower-case hex MD5 of the content. */
  readonly md5: string
  readonly bytes: number
  /** The name that the client gave; may be empty. */
  readonly filename: string
  /** By the content, never by the name. */
  readonly ext: string
  /** Pixels, as stored; undefined where it is no picture. */
  readonly width: number | undefined
  readonly height: number | undefined
  /** The part of its address that nobody can guess. */
  readonly secret: string
}

/** A photo, video, sound or other file, ready to be seen. */
export interface Document extends DocumentSettings {
  readonly id: string
  readonly ownerId: string
  readonly media: Media
  /** Degrees clockwise that the original has to be turned to stand upright. */
  readonly rotation: number
  /** Unix seconds. */
  readonly postedAt: number
  /** Unix seconds of the last change of the document or its tags. */
  readonly updatedAt: number
  /** `YYYY-MM-DD HH:MM:SS` by the camera's clock, all zeros where unknown. */
  readonly created: string
  /** Where its files lie. */
  readonly fileKey: string
  readonly original: Original
  /** From small to large; at least one. */
  readonly thumbs: readonly Thumb[]
  /** The part of the thumbnails' addresses that nobody can guess. */
  readonly thumbSecret: string
  /** How many tags it has. */
  readonly tags: number
}

/** Which documents of a member to list. */
export interface DocumentFilter {
  readonly ownerId: string
  /** Only those shared like this. */
  readonly shares: readonly Share[]
  /** Only these kinds; all without it. */
  readonly media?: readonly Media[] | undefined
  /** Only up to this level. */
  readonly safety?: number | undefined
}

/** A part of a long list. */
export interface Page {
  /** From 1. */
  readonly page: number
  readonly perPage: number
}

/** What a change gives to a document, beside new settings. */
export interface DocumentChange extends Partial<DocumentSettings> {
  /** New secrets in place of the old ones, so that every address given out before is dead. */
  readonly secrets?: { readonly original: string; readonly thumb: string }
}

/** Keeps documents that are ready to be seen. Those of closed or suspended accounts are as if they were not there. */
export interface Documents {
  find(id: string): Promise<Document | undefined>
  /** One page, newest first, and how many there are on all pages. */
  list(filter: DocumentFilter, page: Page): Promise<{ readonly total: number; readonly documents: readonly Document[] }>
  count(filter: DocumentFilter): Promise<number>
  /** The ids of a member's own documents with these MD5 sums, in the order in which they came. */
  findByMd5(ownerId: string, sums: readonly string[]): Promise<readonly { readonly id: string; readonly md5: string }[]>
  /**
   * Changes a document in one step, unless it is gone or somebody has changed its `share` since it was found.
   *
   * @param now Unix seconds
   * @returns the changed document, or undefined where nothing was changed
   */
  change(before: Document, change: DocumentChange, now: number): Promise<Document | undefined>
  /** Removes a document of this owner with its tags and tickets, and leaves its files to the sweeper; false where there is none. */
  delete(id: string, ownerId: string, now: number): Promise<boolean>
}
