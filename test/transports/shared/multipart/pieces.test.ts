import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import fc from 'fast-check'
import { ApiError } from '../../../../src/core/api-error.js'
import type { Pair } from '../../../../src/core/pair.js'
import { readMultipart } from '../../../../src/transports/shared/multipart/read-multipart.js'
import { PairList } from '../../../../src/transports/shared/pair-list.js'

/** Reads a body that comes in these pieces: the texts and the flaw, or the code of the error. */
async function read(
  pieces: readonly Buffer[],
  boundary = 'b',
): Promise<{ pairs: Pair[]; flaw?: string | undefined } | string> {
  const req = new IncomingMessage(new Socket())
  req.headers['content-type'] = `multipart/form-data; boundary="${boundary}"`
  const list = new PairList()
  const options = {
    spool: { open: () => { throw new Error('no file is declared') } },
    address: '127.0.0.1',
    fileNames: [],
    isText: () => true,
    maxBytes: 1024 * 1024,
    onChunk: undefined,
  } // biome-ignore format: short as it is
  const reading = readMultipart(req, options, list)
  const waiting = [...pieces]
  const push = () => {
    const piece = waiting.shift()
    req.complete = piece === undefined
    req.push(piece ?? null)
    // One by one, since a stream joins what is there at once.
    if (piece !== undefined) setImmediate(push)
  }
  push()
  try {
    await reading
    return { pairs: list.pairs, flaw: list.flaw?.detail }
  } catch (thrown) {
    if (thrown instanceof ApiError) return `${thrown.code} ${thrown.detail}`
    throw thrown
  }
}

/** Cuts a body at these places, which may be the same. */
function cut(body: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (body.length + 1)), body.length].sort((a, b) => a - b)
  return ends.map((end, i) => body.subarray(ends[i - 1] ?? 0, end)).filter(({ length }) => length > 0)
}

const cuts = fc.array(fc.nat(), { maxLength: 60 })
const byteByByte = (body: Buffer) => Array.from(body, (byte) => Buffer.from([byte]))

/** What bodies are made of, put together in any order. */
const scraps = fc.array(
  fc.oneof(
    fc.constantFrom('\r', '\n', '\r\n', '-', '--', 'b', ' ', '\t', '=', 'x', '\0'),
    fc.constantFrom('--b', '\r\n--b', '--b\r\n', '\r\n--b\r\n', '\r\n--b--', '\r\n--b--\r\n', '\r\n--bb', '\r\n--b \t'),
    fc.constantFrom('\r\n\r\n', 'Content-Disposition: form-data; name="c"', '\r\nContent-Transfer-Encoding: base64'),
  ),
  { maxLength: 20 },
)
/** Content that is nearly in its transfer encoding. */
const encoded = fc.oneof(
  fc.tuple(fc.constant('binary'), scraps),
  fc.tuple(
    fc.constant('base64'),
    fc.array(fc.constantFrom('Y2E=', 'YQ==', 'YWJj', 'Y', '=', '\r\n', ' '), { maxLength: 8 }),
  ),
  fc.tuple(
    fc.constant('quoted-printable'),
    fc.array(fc.constantFrom('=', 'C3', '=A9', 'x', '\r', '\n', '\r\n', ' ', '\t', ' '.repeat(60)), { maxLength: 8 }),
  ),
)
const head = (name: string, more = '') => `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`

test('a body is parsed alike in any chunks', async () => {
  await fc.assert(
    fc.asyncProperty(scraps, encoded, cuts, async (before, [transfer, content], places) => {
      const more = `\r\nContent-Transfer-Encoding: ${transfer}`
      const written = `${before.join('')}\r\n${head('a', more)}${content.join('')}\r\n${head('z')}end\r\n--b--\r\n`
      const body = Buffer.from(written)
      const whole = await read([body])
      expect(await read(cut(body, places))).toEqual(whole)
      expect(await read(byteByByte(body))).toEqual(whole)
    }),
    { numRuns: 300 },
  )
}, 60_000)

test('well-formed texts are those that another parser reads', async () => {
  // The other parser wants boundaries of 27 to 70 characters.
  const boundary = fc.constantFrom('b'.repeat(70), '----WebKitFormBoundaryAbC123', `a'b+c/d=e${'x'.repeat(27)}`)
  const name = fc.stringMatching(/^[a-z]{1,8}$/)
  const value = fc.array(fc.constantFrom('\r\n', '\r', '\n', '-', '--', 'b', 'x', ' ', 'é', '\r\n--', '"', ';', '='))
  const pairs = fc.uniqueArray(
    fc.tuple(
      name,
      value.map((parts) => parts.join('')),
    ),
    { selector: ([key]) => key },
  )
  await fc.assert(
    fc.asyncProperty(boundary, pairs, cuts, async (mark, sent, places) => {
      fc.pre(sent.length > 0 && sent.every(([, text]) => !`\r\n${text}`.includes(`\r\n--${mark}`)))
      const parts = sent.map(
        ([key, text]) => `--${mark}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${text}\r\n`,
      )
      const body = Buffer.from(`${parts.join('')}--${mark}--\r\n`)
      const headers = { 'content-type': `multipart/form-data; boundary="${mark}"` }
      const other = [...(await new Response(new Uint8Array(body), { headers }).formData())]
      expect(other).toEqual(sent)
      expect(await read(cut(body, places), mark)).toEqual({ pairs: sent })
    }),
    { numRuns: 300 },
  )
}, 60_000)

test('a part without content may end at the line end of its blank line', async () => {
  const body = `${head('a')}${head('c')}--b\r\n\r\n--b\r\n${head('d').slice(5)}x\r\n${head('e')}--b--`
  for (const pieces of [[Buffer.from(body)], byteByByte(Buffer.from(body))]) {
    expect(await read(pieces)).toEqual({
      pairs: [['a', ''], ['c', ''], ['d', 'x'], ['e', '']],
      flaw: expect.stringContaining('Content-Disposition'),
    }) // biome-ignore format: a list
  }
})
