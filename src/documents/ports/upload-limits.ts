/** How much members may store. */
export interface UploadLimits {
  /** The most bytes of one file. */
  readonly fileBytes: number
  /** The most bytes of all files of a member; for those with a pro account it only says in which steps the ceiling grows. */
  readonly accountBytes: number
  /** The most tags on one document. */
  readonly tags: number
  /** The most albums of a member. */
  readonly albums: number
}

const mebibyte = 1024 * 1024

/** What holds unless the operator says otherwise. */
export const defaultUploadLimits: UploadLimits = {
  fileBytes: 200 * mebibyte,
  accountBytes: 10 * 1024 * mebibyte,
  tags: 100,
  albums: 2048,
}
