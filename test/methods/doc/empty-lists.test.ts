import { type Answer, call, callText, type Identity } from '../../support/api-client.js'
import { png } from '../../support/pictures.js'
import { type Bed, startBed } from '../../support/soap-bed.js'
import { methodCall, postXml, signedStruct } from '../../support/xmlrpc.js'

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

type Walk = readonly [method: string, params: () => Record<string, string>, walk: (answer: Answer) => unknown]

/** What clients do with an answer, without asking whether the list is there. */
const walks: readonly Walk[] = [
  ['doc.get', () => ({ doc_id, extra: 'tags,geo' }), ({ doc }) => doc.tags.tag],
  ['doc.tags.getList', () => ({ doc_id }), ({ tags }) => tags.tag],
  ['doc.tags.edit', () => ({ doc_id, keywords: '' }), ({ tags }) => tags.tag],
  ['doc.tags.add', () => ({ doc_id, members: 'nobody' }), ({ tags }) => tags.tag],
  ['doc.checkMD5', () => ({ md5: '0'.repeat(32) }), ({ docs }) => docs.doc],
]

describe('an empty list that clients walk without asking', () => {
  test.each(walks)(
    'of %s is there in JSON, PHP and XML-RPC, and a bare element in XML',
    async (method, params, walk) => {
      expect(walk(await call(bed.server.url, who, method, { params: params() }))).toEqual([])
      const text = (format: 'xml' | 'php') => callText(bed.server.url, who, method, { params: params(), format })
      expect(await text('php')).toMatch(/s:\d:"(?:tag|doc)";a:0:\{\}/)
      expect(await text('xml')).toMatch(/<(?:tags|docs) [^<>]*\/>/)
      const pairs = Object.entries({ auth_token: bed.token, ...params() })
      const { text: xmlrpc } = await postXml(bed.server.url, methodCall(method, signedStruct(bed.app, method, pairs)))
      expect(xmlrpc).toMatch(/<name>(?:tag|doc)<\/name><value><array><data><\/data><\/array><\/value>/)
    },
  )
})

test('a list that clients ask for first is absent when it is empty', async () => {
  const { docs } = await call(bed.server.url, who, 'doc.getList', { params: { media: 'video' } })
  expect(docs).toMatchObject({ total: '0', pages: '0' })
  expect(docs).not.toHaveProperty('doc')
  const { doc } = await call(bed.server.url, who, 'doc.get', { params: { doc_id } })
  expect([doc.tags, doc.medias]).toEqual([undefined, undefined])
})
