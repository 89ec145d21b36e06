import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import type { FileContent, FileResult } from './file-result.js'

/** Reads the content of a file chunk by chunk, and checks its length. */
export class ByteSource {
  readonly #stream: Readable
  readonly #chunks: AsyncIterator<unknown>
  readonly #length: number | undefined
  readonly #path: string
  #read = 0
  #ahead: { readonly chunk: Uint8Array | undefined } | undefined

  /** @param path the method and the path of the file in its result, for messages */
  constructor({ content, length }: Pick<FileResult, 'content' | 'length'>, path: string) {
    this.#stream = streamOf(content)
    // An error is reported by the next read; without a listener it would end the process.
    this.#stream.on('error', ignore)
    this.#chunks = this.#stream[Symbol.asyncIterator]()
    this.#length = length
    this.#path = path
  }

  /** Reads the first chunk ahead of {@link next}. @throws see there */
  async readAhead(): Promise<void> {
    this.#ahead = { chunk: await this.next() }
  }

  /**
   * Reads the next chunk, which is not empty; undefined at the end.
   *
   * @throws TypeError where there are fewer or more bytes than the length says; what the stream throws
   */
  async next(): Promise<Uint8Array | undefined> {
    if (this.#ahead !== undefined) {
      const { chunk } = this.#ahead
      this.#ahead = undefined
      return chunk
    }
    for (;;) {
      const { done, value } = await this.#chunks.next()
      if (done === true) break
      const chunk = bytesOf(value, this.#path)
      this.#read += chunk.byteLength
      if (this.#length !== undefined && this.#read > this.#length) throw this.#wrongLength('more than')
      if (chunk.byteLength > 0) return chunk
    }
    if (this.#length !== undefined && this.#read < this.#length) throw this.#wrongLength(`${this.#read} of`)
    return undefined
  }

  /** Destroys the stream. A read that waits rejects. Idempotent. */
  close(): void {
    this.#stream.destroy()
  }

  #wrongLength(found: string): TypeError {
    return new TypeError(`${this.#path} has ${found} the ${this.#length} bytes that its length says`)
  }
}

/** Closes content that was not read. */
export function closeContent(content: FileContent): void {
  if (content instanceof ReadableStream && content.locked) return
  streamOf(content).on('error', ignore).destroy()
}

function streamOf(content: FileContent): Readable {
  if (content instanceof Readable) return content
  if (content instanceof Uint8Array) return Readable.from([content])
  return content instanceof ReadableStream ? Readable.fromWeb(content) : Readable.from(content)
}

function bytesOf(chunk: unknown, path: string): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  if (typeof chunk === 'string') return Buffer.from(chunk)
  throw new TypeError(`${path} must be a stream of bytes; it gave a value of the type ${typeof chunk}`)
}

function ignore(): void {}
