/**
 * An invalid file of services. The message is one line: `FILE:LINE:COLUMN: subject …; what to do`, without a secret in it.
 */
export class UpstreamsError extends Error {
  override readonly name = 'UpstreamsError'
}
