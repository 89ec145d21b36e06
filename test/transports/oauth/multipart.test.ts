import { createHash } from 'node:crypto'
import type { Pair } from '../../../src/core/pair.js'
import type { Answer } from '../../support/api-client.js'
import { encoded, oauthHeader, signOAuth, type ToSign } from '../../support/oauth.js'
import { type OAuthBed, startOAuthBed } from '../../support/oauth-bed.js'
import { png } from '../../support/pictures.js'

let bed: OAuthBed
let url: string
let file: Part
beforeAll(async () => {
  bed = await startOAuthBed()
  url = `${bed.server.url}/api/upload.file`
  file = ['name="file"; filename="a.png"\r\nContent-Type: image/png', await png()]
})
afterAll(() => bed.server.stop())

type Part = readonly [head: string, content: string | Buffer]

const fields: readonly Pair[] = [
  ['async', '0'],
  ['title', 'A+B & ü'],
]
const done = { api: { status: 'ok' }, doc_id: expect.stringMatching(/^\d+$/) }
const refused = (code: string) => ({ api: { code } })

const texts = (pairs: readonly Pair[]) => pairs.map(([name, value]): Part => [`name="${name}"`, value])

function bodyOf(parts: readonly Part[]): Buffer {
  const written = parts.flatMap(([head, content]) => [
    Buffer.from(`--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...written, Buffer.from('--b--\r\n')])
}

async function post(body: Buffer, authorization?: string, query = ''): Promise<Answer> {
  const response = await fetch(url + query, {
    method: 'POST',
    headers: {
      'content-type': 'multipart/form-data; boundary=b',
      ...(authorization !== undefined && { authorization }),
    },
    body: new Uint8Array(body),
  })
  return response.json()
}

const sign = (pairs: readonly Pair[], oauth: ToSign['oauth'] = {}) =>
  signOAuth(bed.member, { verb: 'POST', url, pairs, oauth })
const header = (pairs: readonly Pair[], oauth: ToSign['oauth'] = {}) =>
  oauthHeader(bed.member, { verb: 'POST', url, pairs, oauth })
const hashOf = (body: Buffer) => ({ oauth_body_hash: createHash('sha1').update(body).digest('base64') })

describe('the text fields of a multipart body', () => {
  test('are outside the signature, as the RFC has it', async () => {
    expect(await post(bodyOf([...texts(fields), file]), header([]))).toMatchObject(done)
  })

  test('are all inside it, as several clients have it', async () => {
    expect(await post(bodyOf([...texts(fields), file]), header(fields))).toMatchObject(done)
    expect(await post(bodyOf([file, ...texts(fields.toReversed())]), header(fields))).toMatchObject(done)
  })

  test('are not inside it by halves, nor changed', async () => {
    const body = bodyOf([...texts(fields), file])
    expect(await post(body, header(fields.slice(0, 1)))).toMatchObject(refused('105'))
    expect(
      await post(
        body,
        header([
          ['async', '0'],
          ['title', 'B'],
        ]),
      ),
    ).toMatchObject(refused('105'))
  })

  test.each([
    ['outside', () => []],
    ['inside', () => fields],
  ])('say who calls, with the others %s the signature', async (_where, signed) => {
    const spoken = sign(signed())
    expect(await post(bodyOf([...texts([...spoken, ...fields]), file]))).toMatchObject(done)
    const forged = spoken.map(([name, value]): Pair => [name, name === 'oauth_nonce' ? 'forged' : value])
    expect(await post(bodyOf([...texts([...forged, ...fields]), file]))).toMatchObject(refused('105'))
  })

  test('are no credentials where header or query have some', async () => {
    const nonce: Pair = ['oauth_nonce', 'a']
    const body = bodyOf([...texts([...fields, nonce]), file])
    expect(await post(body, header([...fields, nonce]))).toMatchObject(refused('123'))
    expect(await post(body, undefined, `?${encoded(sign([]))}`)).toMatchObject(refused('123'))
  })
})

describe('a text named like the file', () => {
  const name: Pair = ['file', 'a.png']

  test.each([
    ['outside', () => []],
    ['inside', () => fields],
  ])('stands beside it without being signed, with the others %s the signature', async (_where, signed) => {
    expect(await post(bodyOf([...texts([...fields, name]), file]), header(signed()))).toMatchObject(done)
    expect(await post(bodyOf([file, ...texts([...fields, name])]), header(signed()))).toMatchObject(done)
  })
})

describe('a signed text named like the file', () => {
  const name: Pair = ['file', '/pictures/a.png']

  test.each([
    [
      'in the header',
      (signed: readonly Pair[], sent: readonly Pair[]) => post(bodyOf([...texts(sent), file]), header(signed)),
    ],
    [
      'in the fields',
      (signed: readonly Pair[], sent: readonly Pair[]) => post(bodyOf([...texts([...sign(signed), ...sent]), file])),
    ],
    [
      'in the fields, behind the file',
      (signed: readonly Pair[], sent: readonly Pair[]) => post(bodyOf([file, ...texts([...sign(signed), ...sent])])),
    ],
  ])('is taken as signed, with the credentials %s, and may not be changed', async (_where, ask) => {
    const signed = [...fields, name]
    expect(await ask(signed, signed)).toMatchObject(done)
    expect(await ask(signed, [...fields, ['file', '/pictures/b.png']])).toMatchObject(refused('105'))
    expect(await ask(signed, fields)).toMatchObject(refused('105'))
  })

  test('is one', async () => {
    const twice = [...fields, name, name]
    expect(await post(bodyOf([...texts([...sign(twice), ...twice]), file]))).toMatchObject(refused('123'))
  })
})

describe('oauth_body_hash over a multipart body', () => {
  const other: Pair = ['title', 'Another']

  test.each([
    ['header', (oauth: ToSign['oauth'], body: Buffer) => post(body, header([], oauth))],
    ['query', (oauth: ToSign['oauth'], body: Buffer) => post(body, undefined, `?${encoded(sign([], oauth))}`)],
  ])('in the %s holds for that body only', async (_where, ask) => {
    const body = bodyOf([...texts(fields), file])
    expect(await ask(hashOf(body), body)).toMatchObject(done)
    expect(await ask(hashOf(body), bodyOf([...texts([other]), file]))).toMatchObject(refused('105'))
  })

  test('is checked in every spelling of its name in the header', async () => {
    const signed = header([], hashOf(bodyOf([...texts(fields), file])))
    const disguised = signed.replace('oauth_body_hash', 'oauth%5Fbody%5fhash')
    expect(disguised).not.toBe(signed)
    expect(await post(bodyOf([...texts([other]), file]), disguised)).toMatchObject(refused('105'))
    expect(await post(bodyOf([...texts(fields), file]), disguised)).toMatchObject(done)
  })

  test('is refused in the body, where it would come too late to digest the stream', async () => {
    const spoken = sign([], hashOf(bodyOf([file])))
    expect(await post(bodyOf([...texts([...spoken, other]), file]))).toMatchObject(refused('105'))
  })
})
