/** The part of a stored file's name that says what it is: the original, or a thumbnail by its label. */
export type FileName = 'original' | (string & {})

/** Keeps the bytes of documents: a folder for each, found by a random key. */
export interface Files {
  /**
   * Takes an uploaded file in by moving it; when it resolves, the file survives a power failure.
   *
   * @param from where the file lies now, on the same file system
   */
  keep(key: string, name: FileName, from: string): Promise<void>
  /** Writes a file, or replaces it; as durable as `keep`. */
  write(key: string, name: FileName, bytes: Uint8Array): Promise<void>
  /** Where a file lies, for reading. */
  pathOf(key: string, name: FileName): string
  /** Removes all files of a key; none is fine too. */
  remove(key: string): Promise<void>
}
