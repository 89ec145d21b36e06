/**
 * Collects bytes that come in chunks. A list of the chunks would take a hundred bytes of memory for each, and a client may send
 * a body byte by byte.
 */
export class ByteCollector {
  #room: Buffer = Buffer.alloc(0)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** What was collected; valid until more is added. */
  get bytes(): Buffer {
    return this.#room.subarray(0, this.#size)
  }

  /** Adds a chunk, which must not change afterwards. */
  add(chunk: Buffer): void {
    if (this.#size === 0) {
      // Most bodies are one chunk, which needs no copy. It is full, so that nothing is written into it.
      this.#room = chunk
    } else {
      this.#reserve(this.#size + chunk.length)
      chunk.copy(this.#room, this.#size)
    }
    this.#size += chunk.length
  }

  #reserve(size: number): void {
    if (size <= this.#room.length) return
    const larger = Buffer.allocUnsafe(Math.max(size, 2 * this.#room.length))
    this.#room.copy(larger, 0, 0, this.#size)
    this.#room = larger
  }
}
