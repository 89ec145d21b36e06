/** The keys of files that no document refers to any more, or not yet: a queue of deletions. */
export interface OrphanedFiles {
  /** Keys that are due at `now` (Unix seconds). */
  due(now: number): Promise<readonly string[]>
  /** Removes a key whose files have been deleted. */
  forget(key: string): Promise<void>
}
