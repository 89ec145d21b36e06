/** How far each step of a round turns its word to the left (RFC 1321 section 3.4). */
const turns = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
]

/** The table T of RFC 1321 section 3.4. */
const sines = Array.from({ length: 64 }, (_, step) => Math.floor(2 ** 32 * Math.abs(Math.sin(step + 1))))

type State = readonly [number, number, number, number]

/** The auxiliary function of a round, and the word of the block that a step takes (RFC 1321 section 3.4). */
function mix(step: number, [, b, c, d]: State): readonly [value: number, word: number] {
  if (step < 16) return [(b & c) | (~b & d), step]
  if (step < 32) return [(d & b) | (~d & c), (5 * step + 1) % 16]
  if (step < 48) return [b ^ c ^ d, (3 * step + 5) % 16]
  return [c ^ (b | ~d), (7 * step) % 16]
}

/** MD5's compression function: the state after one block of 64 bytes. */
function compress(state: State, block: Buffer): State {
  let [a, b, c, d] = state
  for (let step = 0; step < 64; step++) {
    const [value, word] = mix(step, [a, b, c, d])
    const sum = (a + value + (sines[step] ?? 0) + block.readUInt32LE(word * 4)) | 0
    const turn = turns[step >> 4]?.[step % 4] ?? 0
    ;[a, d, c, b] = [d, c, b, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0]
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0]
}

/** The bytes that MD5 puts behind a message of that many bytes (RFC 1321 sections 3.1 and 3.2). */
export function md5Padding(length: number): Buffer {
  const zeros = (119 - (length % 64)) % 64
  const bits = Buffer.alloc(8)
  bits.writeBigUInt64LE(BigInt(length) * 8n)
  return Buffer.concat([Buffer.from([0x80]), Buffer.alloc(zeros), bits])
}

/**
 * Extends an MD5 without the message that it was made of: gives the MD5 of the message, its padding and `added`.
 *
 * @param digest of the message, in hex
 * @param length of the message in bytes, with whatever is secret in it
 */
export function extendMd5(digest: string, length: number, added: Buffer): string {
  const bytes = Buffer.from(digest, 'hex')
  const hashed = length + md5Padding(length).length
  const rest = Buffer.concat([added, md5Padding(hashed + added.length)])
  let state: State = [bytes.readInt32LE(0), bytes.readInt32LE(4), bytes.readInt32LE(8), bytes.readInt32LE(12)]
  for (let at = 0; at < rest.length; at += 64) state = compress(state, rest.subarray(at, at + 64))
  const extended = Buffer.alloc(16)
  for (const [index, word] of state.entries()) extended.writeInt32LE(word, index * 4)
  return extended.toString('hex')
}
