/** The types of tags: a keyword, a machine tag (`ns:key=value`), or a member. */
export type TagType = 'keyword' | 'machine' | 'member'

/** A tag to add to a document. */
export type NewTag =
  | { readonly type: 'keyword' | 'machine'; readonly text: string }
  | { readonly type: 'member'; readonly userId: string }

/** A tag of a document. */
export interface Tag {
  readonly type: TagType
  /** The same for every document, by type and text without regard to case; a member's tag has the member's id. */
  readonly id: string
  /** The text as it was first written on this document, or the member's name. */
  readonly text: string
  /** The member who added it. */
  readonly userId: string
  /** Unix seconds. */
  readonly addedAt: number
}

/** A write of tags. */
export interface TagWrite {
  readonly documentId: string
  readonly tags: readonly NewTag[]
  /** The id of the user who adds them. */
  readonly userId: string
  /** The most tags that a document may have. */
  readonly limit: number
  /** Unix seconds. */
  readonly now: number
}

/** The outcome of a write of tags. */
export interface TagOutcome {
  /** The tags that the document did not have before. */
  readonly added: readonly Tag[]
  /** All tags that the document has now. */
  readonly tags: readonly Tag[]
}

/** Stores the tags of documents. Every write also sets the document's `updatedAt`. */
export interface Tags {
  /** In the order in which they were added. */
  of(documentId: string): Promise<readonly Tag[]>
  /** Adds tags that the document does not have; undefined, and nothing stored, where the limit would be exceeded. */
  add(write: TagWrite): Promise<TagOutcome | undefined>
  /** Replaces all tags of the given types, keeping those in both sets; undefined, and nothing stored, as above. */
  replace(types: readonly TagType[], write: TagWrite): Promise<TagOutcome | undefined>
  /** Removes a tag; false where the document does not have it. */
  remove(documentId: string, types: readonly TagType[], id: string, now: number): Promise<boolean>
}
