/** The longest message, in letters. */
const longest = 500

/**
 * An invalid file of services. The message is one line, `FILE:LINE:COLUMN: subject …; what to do`, and holds no secret.
 */
export class UpstreamsError extends Error {
  override readonly name = 'UpstreamsError'

  constructor(message: string, options?: ErrorOptions) {
    // Names and YAML's own reasons may hold line ends.
    super(message.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, longest), options)
  }
}
