import { Buffer } from 'node:buffer'

/** How many words of 32 bits a hash is kept in. */
const WORDS = 4

/** How many hashes there is room for at first, a power of two. */
const FIRST_ROOM = 64

/** The words of the hash that is looked for. */
const bytes = Buffer.alloc(WORDS * 4)
const wanted = new Int32Array(bytes.buffer, bytes.byteOffset, WORDS)

/**
 * A set of hashes: texts of 22 characters of base64url, of which 127 bits count. Each takes 21 to 43 bytes, outside of what
 * the garbage collector walks through; in a Set of texts it would take more than a hundred.
 *
 * A hash lies in the first free place after the one that its own bits name (open addressing).
 */
export class HashSet {
  #words = new Int32Array(FIRST_ROOM * WORDS)
  #size = 0

  has(hash: string): boolean {
    want(hash)
    return this.#words[this.#find()] !== 0
  }

  add(hash: string): void {
    want(hash)
    const at = this.#find()
    if (this.#words[at] !== 0) return
    this.#words.set(wanted, at)
    this.#size++
    if (this.#size * WORDS * 4 > this.#words.length * 3) this.#grow()
  }

  /** Where what is wanted lies, or else the free place for it. */
  #find(): number {
    const words = this.#words
    const [first, second = 0, third, fourth] = wanted
    // Of a number that is one bit short of a power of two, `&` makes what is left of a division by that power.
    const mask = words.length - 1
    let at = (second * WORDS) & mask
    while (words[at] !== 0) {
      if (words[at] === first && words[at + 1] === second && words[at + 2] === third && words[at + 3] === fourth) break
      at = (at + WORDS) & mask
    }
    return at
  }

  #grow(): void {
    const old = this.#words
    this.#words = new Int32Array(old.length * 2)
    for (let at = 0; at < old.length; at += WORDS) {
      if (old[at] === 0) continue
      wanted.set(old.subarray(at, at + WORDS))
      this.#words.set(wanted, this.#find())
    }
  }
}

/** Reads a hash. Its first bit gives way to a mark, since a place is free while its first word is 0. */
function want(hash: string): void {
  bytes.write(hash, 'base64url')
  wanted[0] = (wanted[0] ?? 0) | 1
}
