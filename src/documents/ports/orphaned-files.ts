/** Keys of files that no document names any more, or none yet: what has to be swept. */
export interface OrphanedFiles {
  /** Keys that are due at `now` (Unix seconds). */
  due(now: number): Promise<readonly string[]>
  /** Forgets a key whose files are gone. */
  forget(key: string): Promise<void>
}
