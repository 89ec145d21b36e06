/** A stored file, as whoever serves it needs to know it. */
export interface ServedFile {
  /** Where it lies on disk. */
  readonly path: string
  /** What its content is, as a file name's ending; found by looking at the content. */
  readonly ext: string
  /** Whether everybody may see it, so that shared caches may keep it. */
  readonly isPublic: boolean
}

/** Finds files by their addresses, which nobody can guess. */
export interface FileSource {
  /**
   * @param address what follows `/file/`
   * @returns undefined for whatever is no address, or no longer
   */
  find(address: string): Promise<ServedFile | undefined>
}
