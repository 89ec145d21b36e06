/** Records, outside of Redis, which nonce stores were ever used, so that an empty one is recognised as lost. */
export interface NonceStoreLedger {
  /** Whether a nonce store of this name was ever used. */
  isRecorded(name: string): Promise<boolean>
  /** Records that a nonce store is in use. */
  record(name: string): Promise<void>
}
