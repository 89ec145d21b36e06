/** What a tag is: a word, a word for machines (`ns:key=value`), or a member. */
export type TagType = 'keyword' | 'machine' | 'member'

/** A tag to put on a document. */
export type NewTag =
  | { readonly type: 'keyword' | 'machine'; readonly text: string }
  | { readonly type: 'member'; readonly userId: string }

/** A tag on a document. */
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
  /** Who adds them. */
  readonly userId: string
  /** The most tags that a document may have. */
  readonly limit: number
  /** Unix seconds. */
  readonly now: number
}

/** What a write of tags did. */
export interface TagOutcome {
  /** The tags that the document did not have before. */
  readonly added: readonly Tag[]
  /** All tags that the document has now. */
  readonly tags: readonly Tag[]
}

/** Keeps the tags of documents. Every write also notes that the document changed. */
export interface Tags {
  /** In the order in which they were added. */
  of(documentId: string): Promise<readonly Tag[]>
  /** Adds tags, leaving out those that are there; undefined, and nothing stored, where the limit would be passed. */
  add(write: TagWrite): Promise<TagOutcome | undefined>
  /** Replaces all tags of the given types, keeping what is in both; undefined, and nothing stored, as above. */
  replace(types: readonly TagType[], write: TagWrite): Promise<TagOutcome | undefined>
  /** Takes a tag off; false where the document has none like that. */
  remove(documentId: string, types: readonly TagType[], id: string, now: number): Promise<boolean>
}
