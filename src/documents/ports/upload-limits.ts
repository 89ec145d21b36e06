/** The storage limits of members. */
export interface UploadLimits {
  /** The most bytes of one file. */
  readonly fileBytes: number
  /** The most bytes of all files of a member; for pro accounts, only the steps in which their ceiling grows. */
  readonly accountBytes: number
  /** The most tags on one document. */
  readonly tags: number
  /** The most albums of a member. */
  readonly albums: number
}

const mebibyte = 1024 * 1024

/** The limits without settings of the operator. */
export const defaultUploadLimits: UploadLimits = {
  fileBytes: 200 * mebibyte,
  accountBytes: 10 * 1024 * mebibyte,
  tags: 100,
  albums: 2048,
}
