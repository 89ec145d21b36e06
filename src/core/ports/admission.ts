/** What must not come twice (RFC 5849 section 3.3): the nonce of one client, with one token, at one time. */
export interface NonceUse {
  /** The key of the application. */
  readonly key: string
  /** The token of the call; empty where it has none. */
  readonly token: string
  /** Unix seconds, as the client said and within {@link NonceWindow} already. */
  readonly timestamp: number
  readonly nonce: string
}

/** What a call wants to use up. */
export interface AdmissionRequest {
  /** Only of calls whose signature holds, so that nobody uses up the nonces of somebody else. */
  readonly nonce?: NonceUse
}

/** Whether the call goes on, or the code of the error that it ends with: 133 nonce used, 134 timestamp too old. */
export type Verdict = { readonly admitted: true } | { readonly admitted: false; readonly code: 133 | 134 }

/** The one place where calls use something up; a call that is refused uses up nothing. */
export interface Admission {
  /**
   * Admits a call, at most one of any number that bring the same nonce, on all nodes together. What it admitted
   * stays used up whatever happens to this process.
   *
   * @throws ApiError 503 where nobody can tell whether the nonce came before, with `retryAfter` where that passes
   */
  admit(request: AdmissionRequest): Promise<Verdict>
  /** Lets go of what the adapter opened by itself; calls have ended before. */
  close(): Promise<void>
}

/** Which timestamps of OAuth count, all in seconds. */
export interface NonceWindow {
  /** How far behind the server's clock a timestamp may be. */
  readonly back: number
  /** How far before the server's clock a timestamp may be. */
  readonly ahead: number
  /** How far a timestamp may be behind the latest one accepted for the same key and token; 0 is strict. */
  readonly tolerance: number
}
