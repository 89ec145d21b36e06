import { Buffer } from 'node:buffer'

/** The number of 32-bit words of a hash. */
const WORDS = 4

/** The initial capacity in hashes, a power of two. */
const INITIAL_CAPACITY = 64

/** The words of the hash that is being looked up. */
const bytes = Buffer.alloc(WORDS * 4)
const key = new Int32Array(bytes.buffer, bytes.byteOffset, WORDS)

/**
 * A hash set with open addressing and linear probing. Its members are hashes of 22 characters of base64url, of which 127 bits
 * count. A member takes 21 to 43 bytes in a typed array, which the garbage collector does not traverse; in a Set of strings it
 * would take more than a hundred.
 */
export class HashSet {
  #words = new Int32Array(INITIAL_CAPACITY * WORDS)
  #size = 0

  has(hash: string): boolean {
    loadKey(hash)
    return this.#words[this.#find()] !== 0
  }

  add(hash: string): void {
    loadKey(hash)
    const at = this.#find()
    if (this.#words[at] !== 0) return
    this.#words.set(key, at)
    this.#size++
    if (this.#size * WORDS * 4 > this.#words.length * 3) this.#grow()
  }

  /** The index of the key, or of the free slot for it. */
  #find(): number {
    const words = this.#words
    const [first, second = 0, third, fourth] = key
    // The length is a power of two, so `& mask` is the remainder of a division by it.
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
      key.set(old.subarray(at, at + WORDS))
      this.#words.set(key, this.#find())
    }
  }
}

/** Decodes a hash into the key. One bit is set to 1, since a slot is free while its first word is 0. */
function loadKey(hash: string): void {
  bytes.write(hash, 'base64url')
  key[0] = (key[0] ?? 0) | 1
}
