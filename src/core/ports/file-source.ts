/** A stored file to serve. */
export interface ServedFile {
  /** The path on disk. */
  readonly path: string
  /** The file type as a file name extension, detected from the content. */
  readonly ext: string
  /** Whether it is public, so that shared caches may store it. */
  readonly isPublic: boolean
}

/** Finds files by their addresses, which hold a random secret. */
export interface FileSource {
  /**
   * @param address the path after `/file/`
   * @returns undefined for an unknown or expired address
   */
  find(address: string): Promise<ServedFile | undefined>
}
