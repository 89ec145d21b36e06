import fc from 'fast-check'
import { nonceKeys } from '../../../../src/stores/nonce-keys.js'
import { HashSet } from '../../../../src/stores/sql/nonces/hash-set.js'

/** A nonce's hash, as stores compute it. */
const hashOf = (nonce: number) => nonceKeys({ key: 'key', token: '', timestamp: 1, nonce: String(nonce) }).nonce

/** Hashes of which many are equal, or collide in the same slot. The lowest bit of the first byte does not count. */
const anyHash = fc
  .uint8Array({ minLength: 16, maxLength: 16, max: 1 })
  .map(([, ...bytes]) => Buffer.from([1, ...bytes]).toString('base64url'))

const manyHashes = fc.array(anyHash, { minLength: 100, maxLength: 300 })

test('a set of hashes holds what was added, and nothing else', () => {
  fc.assert(
    fc.property(manyHashes, manyHashes, (added, others) => {
      const [set, model] = [new HashSet(), new Set<string>()]
      for (const hash of added) {
        expect(set.has(hash)).toBe(model.has(hash))
        set.add(hash)
        model.add(hash)
      }
      for (const hash of [...added, ...others]) expect(set.has(hash)).toBe(model.has(hash))
    }),
  )
})

test('a set of hashes grows', () => {
  const set = new HashSet()
  for (let nonce = 0; nonce < 20_000; nonce++) set.add(hashOf(nonce))
  const found = Array.from({ length: 40_000 }, (_, nonce) => set.has(hashOf(nonce)))
  expect(found.indexOf(false)).toBe(20_000)
  expect(found.lastIndexOf(true)).toBe(19_999)
})
