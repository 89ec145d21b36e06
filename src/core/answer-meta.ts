/** What a method says of its answer beside the result. Protocols that cannot say it leave it out. */
export interface AnswerMeta {
  /** What became of the request, where that is more than an answer: `nothing` has no content. */
  readonly effect?: 'created' | 'accepted' | 'nothing' | undefined
  /** The address of what the call is about. One that begins with a slash is a path below the source of the method. */
  readonly location?: string | undefined
  /** Links to other resources (RFC 8288). */
  readonly links?: string | undefined
  /** The version of what is answered (RFC 9110 section 8.8.3). */
  readonly entityTag?: string | undefined
  /** When what is answered was changed, as an HTTP date (RFC 9110 section 8.8.2). */
  readonly lastModified?: string | undefined
  /** Who may keep the answer for how long (RFC 9111 section 5.2). */
  readonly caching?: string | undefined
}
