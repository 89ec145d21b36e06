/** Remembers elsewhere which memories of nonces were ever used, so that an empty one is known to have lost them. */
export interface NonceStoreLedger {
  /** Whether a memory of this name was ever used. */
  isKnown(name: string): Promise<boolean>
  /** Notes that a memory is used from now on. */
  remember(name: string): Promise<void>
}
