import fc from 'fast-check'
import { registry, requestBy } from '../../cases/call-by.js'
import { signingDrivers } from '../../cases/drivers/index.js'
import { readReply } from '../../cases/read-reply.js'
import { type Answer, call, type Identity, signedPairs } from '../../support/api-client.js'
import { png } from '../../support/pictures.js'
import { type Bed, startBed } from '../../support/soap-bed.js'

let bed: Bed
let who: Identity
let doc_id: string
beforeAll(async () => {
  bed = await startBed()
  who = { api_key: bed.app.key, secret: bed.app.secret, auth_token: bed.token }
  const file = new Blob([new Uint8Array(await png(20, 20))])
  doc_id = (await call(bed.server.url, who, 'upload.file', { params: { async: '0' }, file })).doc_id
})
afterAll(() => bed.server.stop())

const method = 'doc.set'
const shape = registry.find(method)?.result

/** Sends a signed latitude in each way that there is, and gives the codes of the answers; 0 for none. */
async function setEverywhere(lat: string): Promise<[way: string, code: number][]> {
  const pairs = signedPairs(who, method, { doc_id, lat, lng: '8.5' })
  const codes: [string, number][] = []
  for (const driver of signingDrivers) {
    const { target, init } = requestBy(driver, bed.server.url, { method, pairs })
    codes.push([driver.name, await codeOf(target, init)])
  }
  const members = pairs.map(([name, value]) => `"${name}":${name === 'lat' ? value : JSON.stringify(value)}`)
  const quoted = JSON.stringify(Object.fromEntries(pairs))
  const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(lat)
  for (const body of isNumber ? [quoted, `{${members.join(',')}}`] : [quoted]) {
    const headers = { 'content-type': 'application/json' }
    codes.push(['JSON', await codeOf(`/api/${method}`, { method: 'POST', headers, body })])
  }
  return codes
}

async function codeOf(target: string, init: RequestInit): Promise<number> {
  if (shape === undefined) throw new Error('there is no such method')
  const response = await fetch(bed.server.url + target, init)
  const reply = readReply(
    { contentType: response.headers.get('content-type') ?? '', text: await response.text() },
    shape,
  )
  return 'code' in reply ? reply.code : 0
}

const latitude = async (): Promise<Answer> =>
  (await call(bed.server.url, who, 'doc.get', { params: { doc_id, extra: 'geo' } })).doc.geo?.lat

test.each([
  ['2.2944999999999998', '2.2944999999999998'],
  ['0.30000000000000004', '0.30000000000000004'],
  ['5e-05', '0.00005'],
  ['-1.234567890123456e-7', '-0.0000001234567890123456'],
  ['1e-300', `0.${'0'.repeat(299)}1`],
  ['4.8858E+01', '48.858'],
  ['.5', '0.5'],
  ['+5.', '5'],
  ['-0', '0'],
  ['-0.0', '0'],
  ['0000000000000000000000048.5', '48.5'],
  [`48.${'3'.repeat(400)}`, '48.333333333333336'],
  [`${'0'.repeat(400)}7.25`, '7.25'],
  ['4885840000000000000000e-20', '48.8584'],
])('%s is stored, and answered as %s', async (text, plain) => {
  const answers = await setEverywhere(text)
  expect(answers).toEqual(answers.map(([way]) => [way, 0]))
  expect(await latitude()).toBe(plain)
})

test.each([
  '0x10',
  'Infinity',
  '-INF',
  'NaN',
  '1e999',
  '1,5',
  '1_000',
  '1e',
  'e5',
  '.',
  '-',
  '1.2.3',
  '--1',
  '٣',
  '48°',
  '1e400',
  '4 8',
])('%s is no decimal', async (text) => {
  const answers = await setEverywhere(text)
  // XML-RPC says of its own type that the envelope is wrong; JSON of a number that nothing can hold, that it is malformed.
  const allowed = (way: string) => (way === 'JSON' ? [3, 105] : way.startsWith('XML-RPC') ? [3, 122] : [3])
  expect(answers.filter(([way, code]) => !allowed(way).includes(code))).toEqual([])
})

test('every double goes in and comes out', async () => {
  const doubles = fc.double({ min: -90, max: 90, noNaN: true })
  await fc.assert(
    fc.asyncProperty(doubles, fc.constantFrom(...signingDrivers), async (value, driver) => {
      const pairs = signedPairs(who, method, { doc_id, lat: String(value), lng: value.toExponential() })
      const { target, init } = requestBy(driver, bed.server.url, { method, pairs })
      expect(await codeOf(target, init)).toBe(0)
      const lat = await latitude()
      expect([lat, Number(lat)]).toEqual([expect.stringMatching(/^-?\d+(?:\.\d+)?$/), value + 0])
    }),
    { numRuns: 60 },
  )
})
