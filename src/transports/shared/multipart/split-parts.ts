import { apiError, malformed } from '../../../core/api-error.js'

/** The most bytes of the headers of one part. */
const maxHead = 16 * 1024

/** The most bytes of white space behind a boundary. */
const maxPadding = 256

const lineEnd = Buffer.from('\r\n')
const headEnd = Buffer.from('\r\n\r\n')
/** What a boundary may be followed by, the end of what has come included. */
const mayFollow: ReadonlySet<number | undefined> = new Set([...Buffer.from('-\r \t'), undefined])

const dashes = Buffer.from('--')

/**
 * Splits a multipart body at its boundary (RFC 2046 section 5.1.1) as it comes: `next` gives the headers of a part, `content`
 * what is in it. Never more than a chunk and a header block are in memory.
 */
export class PartSplitter {
  readonly #chunks: AsyncIterator<Buffer>
  readonly #delimiter: Buffer
  /** What has come and is not passed on; the first boundary needs no line end before it. */
  #buffer: Buffer = lineEnd
  /** Whether the boundary before the next part, or behind the last one, is yet to come. */
  #inside = true
  /** Bytes at the beginning of the buffer that are no content: the line end of the blank line behind headers. */
  #blank = 0

  constructor(chunks: AsyncIterable<Buffer>, boundary: string) {
    this.#chunks = chunks[Symbol.asyncIterator]()
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  }

  /**
   * Passes what is left of the part, or the preamble, and gives the header block of the next part.
   *
   * @returns undefined behind the last part; what follows the closing boundary is passed
   * @throws ApiError 123 where the body ends before its parts do, 124 where the headers are too long
   */
  async next(): Promise<Buffer | undefined> {
    for await (const _passed of this.content());
    if (this.#buffer.subarray(0, 2).equals(dashes)) {
      while ((await this.#chunks.next()).done !== true);
      return undefined
    }
    this.#inside = true
    for (;;) {
      const end = this.#buffer.indexOf(headEnd)
      if (end !== -1 && end <= maxHead) return this.#takeHead(end)
      if (this.#buffer.length > maxHead) {
        throw apiError('request-too-large', { detail: `The headers of a part take at most ${maxHead} bytes` })
      }
      await this.#more()
    }
  }

  /** The content of the part, up to the next boundary. */
  async *content(): AsyncGenerator<Buffer, void, undefined> {
    while (this.#inside) {
      const { sure, delimiter } = this.#search()
      if (sure > 0) yield this.#takeContent(sure)
      if (delimiter === undefined) {
        await this.#more()
      } else {
        this.#take(delimiter)
        this.#blank = 0
        this.#inside = false
      }
    }
  }

  /** How much of the buffer is content for sure, and how long the delimiter behind it is, where it has come whole. */
  #search(): { sure: number; delimiter?: number } {
    const { length } = this.#delimiter
    for (let from = 0; ; ) {
      const found = this.#buffer.indexOf(this.#delimiter, from)
      if (found === -1) return { sure: Math.max(0, this.#buffer.length - length + 1) }
      // A text that begins like a boundary and goes on is content.
      from = found + 1
      if (!mayFollow.has(this.#buffer[found + length])) continue
      const after = this.#buffer.toString('latin1', found + length, found + length + maxPadding)
      const [end, padding = ''] = /^(?:--|([ \t]*)(?=\r\n))/.exec(after) ?? []
      if (end !== undefined) return { sure: found, delimiter: length + padding.length }
      if (after.length < maxPadding && /^(?:-|[ \t]*\r?)$/.test(after)) return { sure: found }
    }
  }

  /**
   * The buffer begins with the line end of the delimiter, so that no header at all is an empty block. The line end of the blank
   * line stays, since that of the next delimiter may be the same where the part is empty.
   */
  #takeHead(end: number): Buffer {
    const head = this.#take(end)
    this.#take(headEnd.length - lineEnd.length)
    this.#blank = lineEnd.length
    const block = head.subarray(lineEnd.length)
    if (head.includes(this.#delimiter)) throw malformed('The headers of a part are cut off by a boundary')
    return block
  }

  #takeContent(length: number): Buffer {
    const taken = this.#take(length)
    const content = taken.subarray(this.#blank)
    this.#blank -= taken.length - content.length
    return content
  }

  #take(length: number): Buffer {
    const taken = this.#buffer.subarray(0, length)
    this.#buffer = this.#buffer.subarray(length)
    return taken
  }

  /** @throws ApiError 123 where there is no more */
  async #more(): Promise<void> {
    const { value, done } = await this.#chunks.next()
    if (done === true) throw malformed('The multipart body ends before its closing boundary')
    this.#buffer = this.#buffer.length === 0 ? value : Buffer.concat([this.#buffer, value])
  }
}
