import { apiError, malformed } from '../../../core/api-error.js'

/** The maximum size of the headers of a part, in bytes. */
const maxHead = 16 * 1024

/** The maximum white space after a boundary, in bytes. */
const maxPadding = 256

const lineEnd = Buffer.from('\r\n')
const headEnd = Buffer.from('\r\n\r\n')
/** The bytes that may follow a boundary; undefined is the end of the buffer. */
const mayFollow: ReadonlySet<number | undefined> = new Set([...Buffer.from('-\r \t'), undefined])

const dashes = Buffer.from('--')

/**
 * Splits a multipart stream at its boundary (RFC 2046 section 5.1.1): `next` returns the headers of a part, `content` its
 * bytes. At most a chunk and a header block are in memory.
 */
export class PartSplitter {
  readonly #chunks: AsyncIterator<Buffer>
  readonly #delimiter: Buffer
  /** The unconsumed bytes. It begins with a line end, because the first boundary needs none before it. */
  #buffer: Buffer = lineEnd
  /** Whether the boundary that ends the current part or preamble was not read yet. */
  #inside = true
  /** Bytes at the start of the buffer that are no content: the line end of the blank line after headers. */
  #blank = 0

  constructor(chunks: AsyncIterable<Buffer>, boundary: string) {
    this.#chunks = chunks[Symbol.asyncIterator]()
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  }

  /**
   * Skips the rest of the part, or the preamble, and reads the header block of the next part.
   *
   * @returns undefined after the last part; the epilogue is skipped
   * @throws ApiError 123 for a truncated body, 124 for headers beyond the limit
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

  /** The length of the buffer that is certainly content, and of the delimiter after it, if complete. */
  #search(): { sure: number; delimiter?: number } {
    const { length } = this.#delimiter
    for (let from = 0; ; ) {
      const found = this.#buffer.indexOf(this.#delimiter, from)
      if (found === -1) return { sure: Math.max(0, this.#buffer.length - length + 1) }
      // A boundary followed by another byte is content.
      from = found + 1
      if (!mayFollow.has(this.#buffer[found + length])) continue
      const after = this.#buffer.toString('latin1', found + length, found + length + maxPadding)
      const [end, padding = ''] = /^(?:--|([ \t]*)(?=\r\n))/.exec(after) ?? []
      if (end !== undefined) return { sure: found, delimiter: length + padding.length }
      if (after.length < maxPadding && /^(?:-|[ \t]*\r?)$/.test(after)) return { sure: found }
    }
  }

  /**
   * Takes the header block. The buffer begins with the line end of the delimiter, so a block without headers is empty. The
   * line end of the blank line stays in the buffer, because in an empty part it also begins the next delimiter.
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

  /** Reads a chunk. @throws ApiError 123 at the end of the body */
  async #more(): Promise<void> {
    const { value, done } = await this.#chunks.next()
    if (done === true) throw malformed('The multipart body ends before its closing boundary')
    this.#buffer = this.#buffer.length === 0 ? value : Buffer.concat([this.#buffer, value])
  }
}
