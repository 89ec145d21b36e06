import fc from 'fast-check'
import { ByteCollector } from '../../../src/transports/shared/byte-collector.js'

test('gives what came, leaves the chunks as they are, and takes at most twice the room', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (chunks) => {
      const added = chunks.map((chunk) => Buffer.from(chunk))
      const collector = new ByteCollector()
      for (const chunk of added) collector.add(chunk)
      expect(collector.bytes).toEqual(Buffer.concat(chunks))
      expect(collector.size).toBe(collector.bytes.length)
      expect(added).toEqual(chunks.map((chunk) => Buffer.from(chunk)))
    }),
  )
  const many = new ByteCollector()
  for (let i = 0; i < 100_000; i++) many.add(Buffer.from('a'))
  expect(many.bytes.buffer.byteLength).toBeLessThan(200_001)
})
