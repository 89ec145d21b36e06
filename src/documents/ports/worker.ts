/** Something that works in the background. */
export interface Worker {
  /** Says that there may be something to do. */
  wake(): void
}
