import { registry, requestBy } from '../cases/call-by.js'
import { signingDrivers } from '../cases/drivers/index.js'
import { readReply } from '../cases/read-reply.js'
import { emptyShape } from '../cases/trees.js'
import { call, type Identity, signedPairs } from '../support/api-client.js'
import { png } from '../support/pictures.js'
import { type Bed, startBed } from '../support/soap-bed.js'
import { methodCall, postXml, string, struct } from '../support/xmlrpc.js'

let bed: Bed
let who: Identity
let file: Buffer
beforeAll(async () => {
  bed = await startBed()
  who = { api_key: bed.app.key, secret: bed.app.secret, auth_token: bed.token }
  file = await png(8, 8)
})
afterAll(() => bed.server.stop())

const method = 'upload.file'
const signedParams = (created_at: string) => signedPairs(who, method, { async: '0', created_at })

/** Uploads with a date in each possible way. @returns the date of the document, or the code of the fault */
async function datedEverywhere(created_at: string): Promise<unknown[]> {
  const dated: unknown[] = []
  for (const driver of signingDrivers) {
    const { target, init } = requestBy(driver, bed.server.url, {
      method,
      pairs: signedParams(created_at),
      files: { file },
    })
    const response = await fetch(bed.server.url + target, init)
    const contentType = response.headers.get('content-type') ?? ''
    const shape = registry.find(method)?.result ?? emptyShape
    const reply = readReply({ contentType, text: await response.text() }, shape)
    dated.push('code' in reply ? reply.code : await createdOf(JSON.stringify(reply.value)))
  }
  return [...new Set(dated)]
}

async function createdOf(answer: string): Promise<string> {
  const doc_id = /"doc_id":"(\d+)"/.exec(answer)?.[1] ?? ''
  return (await call(bed.server.url, who, 'doc.get', { params: { doc_id } })).doc.dates.created
}

/** The same as a value that XML-RPC has a type for. */
async function datedNatively(created_at: string): Promise<unknown> {
  const pairs = signedParams(created_at).map(([name, value]) => {
    return [name, name === 'created_at' ? `<dateTime.iso8601>${value}</dateTime.iso8601>` : string(value)] as const
  })
  const body = methodCall(method, struct([...pairs, ['file', `<base64>${file.toString('base64')}</base64>`]]))
  const { text, fault } = await postXml(bed.server.url, body, '/json')
  return fault ?? (JSON.parse(text).api.code === undefined ? createdOf(text) : Number(JSON.parse(text).api.code))
}

test.each([
  ['19980717T14:08:55', '1998-07-17 14:08:55'],
  ['19980717T140855', '1998-07-17 14:08:55'],
  ['1998-07-17T14:08:55', '1998-07-17 14:08:55'],
  ['1998-07-17T14:08:55Z', '1998-07-17 14:08:55'],
  ['1998-07-17T14:08:55.123+02:00', '1998-07-17 14:08:55'],
  ['19980717T14:08:55-0330', '1998-07-17 14:08:55'],
  ['20000229T23:59:59', '2000-02-29 23:59:59'],
])('%s is %s, as a text in every protocol and as a date of XML-RPC', async (text, created) => {
  expect(await datedEverywhere(text)).toEqual([created])
  expect(await datedNatively(text)).toBe(created)
})

test.each([
  ['1998-07-17 14:08:55', '1998-07-17 14:08:55'],
  ['1998:07:17 14:08:55', '1998-07-17 14:08:55'],
  ['1998-07-17', '1998-07-17 00:00:00'],
  ['0000-00-00 00:00:00', '0000-00-00 00:00:00'],
  ['0000:00:00 00:00:00', '0000-00-00 00:00:00'],
])('%s is %s in every protocol', async (text, created) => {
  expect(await datedEverywhere(text)).toEqual([created])
})

test.each([
  '19980230T00:00:00',
  '1998-02-30',
  '19990229T00:00:00',
  '19981317T00:00:00',
  '19980700T00:00:00',
  '19980717T24:00:00',
  '19980717T25:00:00',
  '19980717T14:60:00',
  '19980717T14:08:60',
  '1998-07-17T14:08:55+15:00',
  '1998-0717T14:08:55',
  '1998:02:30 00:00:00',
  '98-07-17T14:08:55',
  '17.07.1998',
  '900000000',
  'yesterday',
])('%s is refused everywhere, never taken for another day', async (text) => {
  // The signature holds, so what is wrong is the value; a date of XML-RPC that is none makes the envelope wrong.
  expect(await datedEverywhere(text)).toEqual([123])
  expect(await datedNatively(text)).toBe(122)
})
