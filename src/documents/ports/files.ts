/** The name of a stored file within its folder: `original`, or the label of a thumbnail. */
export type FileName = 'original' | (string & {})

/** Stores the files of documents: a folder for each document, by a random key. */
export interface Files {
  /**
   * Moves an uploaded file into the store; when it resolves, the file survives a power failure.
   *
   * @param from the current path of the file, on the same file system
   */
  keep(key: string, name: FileName, from: string): Promise<void>
  /** Writes a file, or replaces it; as durable as `keep`. */
  write(key: string, name: FileName, bytes: Uint8Array): Promise<void>
  /** The path of a file, for reading. */
  pathOf(key: string, name: FileName): string
  /** Deletes all files of a key; does nothing where there are none. */
  remove(key: string): Promise<void>
}
