/** Chunks below this size are copied, in bytes: what they cost beside their bytes exceeds them. */
const SMALL = 4096

/** The size of the buffers that small chunks are copied to, in bytes. */
const SLAB = 65_536

/**
 * The chunks of a body that is collected. Those after the first that are small are copied together: each would keep an object, and the buffer of the
 * connection that it was read from, alive, so that a body sent byte by byte would take a hundred times its size and more.
 */
export class ChunkList {
  #chunks: Buffer[] = []
  #slab: Buffer | undefined
  /** The part of the slab that is in no chunk yet. */
  #start = 0
  #end = 0

  /** Adds a chunk. */
  push(chunk: Buffer): void {
    const isFirst = this.#chunks.length === 0 && this.#end === this.#start
    if (!isFirst && chunk.length < SMALL) this.#copy(chunk)
    else {
      this.#flush()
      this.#chunks.push(chunk)
    }
  }

  /** Takes the chunks out, in their order. */
  take(): readonly Buffer[] {
    this.#flush()
    const chunks = this.#chunks
    this.#chunks = []
    return chunks
  }

  #copy(chunk: Buffer): void {
    if (this.#slab === undefined || this.#end + chunk.length > SLAB) {
      this.#flush()
      this.#slab = Buffer.allocUnsafeSlow(SLAB)
      this.#start = 0
      this.#end = 0
    }
    chunk.copy(this.#slab, this.#end)
    this.#end += chunk.length
  }

  #flush(): void {
    if (this.#slab === undefined || this.#end === this.#start) return
    this.#chunks.push(this.#slab.subarray(this.#start, this.#end))
    this.#start = this.#end
  }
}

/** A chunk that keeps no buffer of a connection alive which is much larger than itself. */
export function ownChunk(chunk: Buffer): Buffer {
  return chunk.length < SMALL ? Buffer.from(chunk) : chunk
}
