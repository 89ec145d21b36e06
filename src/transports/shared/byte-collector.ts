const nothing = Buffer.alloc(0)

/**
 * Concatenates chunks in one growing buffer. A list would cost about 100 bytes of memory per chunk, and a client may send
 * its body byte by byte.
 */
export class ByteCollector {
  #buffer: Buffer = nothing
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The collected bytes; valid until the next chunk is added. */
  get bytes(): Buffer {
    return this.#size === this.#buffer.length ? this.#buffer : this.#buffer.subarray(0, this.#size)
  }

  /** Adds a chunk, which must not be modified afterwards. */
  add(chunk: Buffer): void {
    if (this.#size === 0) {
      // Most bodies are one chunk, kept without a copy. It has no spare capacity, so it is never written to.
      this.#buffer = chunk
    } else {
      this.#reserve(this.#size + chunk.length)
      chunk.copy(this.#buffer, this.#size)
    }
    this.#size += chunk.length
  }

  #reserve(size: number): void {
    if (size <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(size, 2 * this.#buffer.length))
    this.#buffer.copy(larger, 0, 0, this.#size)
    this.#buffer = larger
  }
}
