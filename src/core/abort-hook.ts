/** Something that is called when a call is given up. */
export interface AbortListener {
  handleEvent(): void
}

/** The part of an AbortSignal by which work is stopped; an object that has no more is a tenth of the cost. */
export interface AbortHook {
  readonly aborted: boolean
  /** Why it was aborted, usually the fault of the call. */
  readonly reason: unknown
  addEventListener(type: 'abort', listener: AbortListener): void
  removeEventListener(type: 'abort', listener: AbortListener): void
}
