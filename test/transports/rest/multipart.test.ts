import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { png } from '../../support/pictures.js'
import { createToken, type JsonAnswer } from '../../support/server.js'
import { type Bed, startBed } from '../../support/soap-bed.js'

let bed: Bed
let bearer: string
let picture: Buffer
beforeAll(async () => {
  bed = await startBed()
  const user = await bed.server.services.users.find(bed.app.ownerId)
  if (user === undefined) throw new Error('there is no user')
  bearer = (await createToken(bed.server.services, bed.app, user, { doc: 'delete' })).bearerToken ?? ''
  picture = await png(20, 10)
})
afterAll(() => bed.server.stop())

/** A part: its header lines, and its content. */
type Part = readonly [head: string, content: string | Buffer]

function bodyOf(parts: readonly Part[], boundary = 'b'): Buffer {
  const written = parts.flatMap(([head, content]) => [
    Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...written, Buffer.from(`--${boundary}--\r\n`)])
}

async function post(method: string, body: Buffer, headers: Record<string, string> = {}): Promise<JsonAnswer> {
  const response = await fetch(`${bed.server.url}/api/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b', authorization: `Bearer ${bearer}`, ...headers },
    body: new Uint8Array(body),
  })
  return (await response.json()) as JsonAnswer
}

const disposition = (params: string) => `Content-Disposition: form-data; ${params}`
const async0: Part = [disposition('name="async"'), '0']
const file = (): Part => [`${disposition('name="file"; filename="a.png"')}\r\nContent-Type: image/png`, picture]

/** Uploads and gives what was noted of the document, or the code and the reason of the refusal. */
async function upload(
  ...parts: readonly Part[]
): Promise<Record<string, string> | readonly [code: string, reason: string]> {
  const answer = await post('upload.file', bodyOf([async0, ...parts]))
  if (answer.api.code !== undefined) return [answer.api.code, answer.api.detail ?? '']
  const { doc } = await documentOf(String(answer['doc_id']))
  return { title: doc['title'], filename: doc.original.filename, bytes: doc.original.bytes } as Record<string, string>
}

async function documentOf(id: string) {
  const answer = await post('doc.get', bodyOf([[disposition('name="doc_id"'), id]]))
  return answer as JsonAnswer & { doc: { title: string; original: { filename: string; bytes: string; url: string } } }
}

const refused = (...words: string[]) => ['123', expect.stringMatching(new RegExp(words.join('.*'), 'i'))]

const title = (headers: string, content: string | Buffer): Part => [`${disposition('name="title"')}${headers}`, content]
const latin1 = (text: string) => Buffer.from(text, 'latin1')

describe('the text of a part', () => {
  const lines = (...headers: string[]) => headers.map((header) => `\r\n${header}`).join('')
  const transfer = (coding: string) => lines(`Content-Transfer-Encoding: ${coding}`)
  const charset = (name: string) => lines(`Content-Type: text/plain; charset=${name}`)

  const taken: [string, string, string | Buffer, string][] = [
    ['nothing said', '', 'café', 'café'],
    ['7bit, although it is not', transfer('7bit'), 'café', 'café'],
    ['8bit', transfer('8bit'), 'café', 'café'],
    ['binary, in capitals', transfer('BINARY'), 'café', 'café'],
    ['base64', transfer('base64'), 'Y2Fmw6k=', 'café'],
    ['base64 in lines', transfer('Base64'), 'Y2\r\nFm\r\nw6k=\r\n', 'café'],
    ['quoted-printable', transfer('quoted-printable'), 'caf=C3=A9 =3D', 'café ='],
    ['quoted-printable in lines', transfer('quoted-printable'), 'ca=\r\nf=c3=\r\n=a9=', 'café'],
    ['quoted-printable, with white space before a line end', transfer('quoted-printable'), `caf= \t\r\né`, 'café'],
    ['quoted-printable of another charset', charset('ISO-8859-1') + transfer('quoted-printable'), 'caf=E9', 'café'],
    ['UTF-8', charset('UTF-8'), 'café', 'café'],
    ['UTF-8 in quotes', charset('"utf-8"'), 'café', 'café'],
    ['US-ASCII that is', charset('us-ascii'), 'cafe', 'cafe'],
    ['US-ASCII that is UTF-8', charset('US-ASCII'), 'café', 'café'],
    ['ISO-8859-1', charset('iso-8859-1'), latin1('caf\xe9'), 'café'],
    ['windows-1252', charset('windows-1252'), latin1('caf\xe9 \x80'), 'café €'],
    ['ISO-8859-15', charset('iso-8859-15'), latin1('\xa4'), '€'],
    ['KOI8-R', charset('koi8-r'), latin1('\xc4\xc1'), 'да'],
    ['UTF-16LE', charset('utf-16le'), Buffer.from('café', 'utf16le'), 'café'],
    ['UTF-16 with its mark', charset('utf-16'), Buffer.from('\ufeffcafé', 'utf16le'), 'café'],
    ['UTF-16 with its mark, the other way', charset('utf-16'), Buffer.from('\ufeffcafé', 'utf16le').swap16(), 'café'],
    ['another type', lines('Content-Type: application/octet-stream'), 'café', 'café'],
    ['the type of a picture', lines('Content-Type: image/png'), 'café', 'café'],
    ['an identity', lines('Content-Encoding: identity'), 'café', 'café'],
    ['headers that ask for nothing', lines('Content-Length: 5', 'X-Other: a', 'Content-ID: <1>'), 'café', 'café'],
    ['a folded header', lines('Content-Type: text/plain;\r\n charset=iso-8859-1'), latin1('caf\xe9'), 'café'],
    ['headers in small letters', lines('content-transfer-encoding: base64'), 'Y2Fmw6k=', 'café'],
    ['no white space in a header', lines('Content-Transfer-Encoding:base64'), 'Y2Fmw6k=', 'café'],
  ]
  test.each(taken)('with %s', async (_what, headers, content, expected) => {
    expect(await upload(title(headers, content), file())).toMatchObject({ title: expected })
    expect(await upload(file(), title(headers, content))).toMatchObject({ title: expected })
  })

  test.each([
    ['with a file name', 'name="title"; filename="title.txt"\r\nContent-Type: text/plain'],
    [
      'with a file name and the type of a file',
      'name="title"; filename=title\r\nContent-Type: application/octet-stream',
    ],
    ['with an empty file name', 'name="title"; filename=""'],
    ['with a name without quotes', 'name=title'],
    ['with a name in another form', "name*=UTF-8''title"],
    ['with a name in both', `name="x"; name*=utf-8''t%69tle`],
    ['with its disposition in capitals', 'NAME="title"'],
  ])('%s', async (_what, params) => {
    expect(await upload([disposition(params), 'café'], file())).toMatchObject({ title: 'café' })
  })

  test('by the charset of the form', async () => {
    const said: Part = [disposition('name="_charset_"'), 'iso-8859-1']
    expect(await upload(title('', latin1('caf\xe9')), said, file())).toMatchObject({ title: 'café' })
    expect(await upload(title(charset('utf-8'), 'café'), said, file())).toMatchObject({ title: 'café' })
  })

  const refusals: [string, Part, ReturnType<typeof refused>][] = [
    ['an unknown transfer encoding', title(transfer('x-uuencode'), 'x'), refused('title', 'x-uuencode', 'base64')],
    ['base64 that is none', title(transfer('base64'), 'café'), refused('title', 'Content-Transfer-Encoding')],
    ['base64 without its end', title(transfer('base64'), 'Y2Fmw6'), refused('title')],
    ['base64 that goes on behind its end', title(transfer('base64'), 'Y2E=Y2E='), refused('title')],
    [
      'a soft line break behind much white space',
      title(transfer('quoted-printable'), `a=${' '.repeat(65)}\r\nb`),
      refused('title'),
    ],
    ['quoted-printable that is none', title(transfer('quoted-printable'), '100=%'), refused('title')],
    ['quoted-printable cut off', title(transfer('quoted-printable'), 'a=C'), refused('title')],
    ['an unknown charset', title(charset('x-klingon'), 'x'), refused('x-klingon', 'title')],
    ['UTF-7', title(charset('utf-7'), 'x'), refused('utf-7')],
    ['UTF-16 without a mark', title(charset('utf-16'), 'ab'), refused('title', 'UTF-16')],
    ['half a character of UTF-16', title(charset('utf-16le'), 'abc'), refused('title', 'UTF-16LE')],
    ['bytes that are not UTF-8', title('', latin1('caf\xe9')), refused('title', 'UTF-8')],
    ['US-ASCII that is nothing', title(charset('us-ascii'), latin1('caf\xe9')), refused('title', 'US-ASCII')],
    ['gzip in a part', title(lines('Content-Encoding: gzip'), gzipSync('a')), refused('Content-Encoding', 'gzip')],
    ['a range', title(lines('Content-Range: bytes 0-4/10'), 'a'), refused('Content-Range')],
    ['parts in a part', title(lines('Content-Type: multipart/mixed; boundary=c'), 'a'), refused('multipart/mixed')],
    ['two types', title(lines('Content-Type: text/plain', 'Content-Type: text/html'), 'a'), refused('Content-Type')],
    ['another disposition', ['Content-Disposition: attachment; name="title"', 'a'], refused('attachment', 'form-data')],
    ['no disposition', ['Content-Type: text/plain', 'a'], refused('Content-Disposition')],
    ['no name', ['Content-Disposition: form-data', 'a'], refused('name')],
    ['an empty name', [disposition('name=""'), 'a'], refused('name')],
    ['two names', [disposition('name="title"; name="x"'), 'a'], refused('Content-Disposition')],
    ['an open quote', [disposition('name="title'), 'a'], refused('Content-Disposition')],
    ['a name in pieces', [disposition('name*0="ti"; name*1="tle"'), 'a'], refused('pieces')],
    ['a name of an unknown charset', [disposition("name*=x-klingon''title"), 'a'], refused('name\\*')],
    ['a header without a colon', title(lines('nonsense'), 'a'), refused('header line')],
    [
      'a header in another line end',
      title(lines('X-A: b\nContent-Transfer-Encoding: base64'), 'YQ=='),
      refused('header line'),
    ],
    ['many headers', title(lines(...Array.from({ length: 32 }, (_, i) => `X-${i}: a`)), 'a'), refused('32 headers')],
  ]
  test.each(refusals)('is refused with %s, in a part that comes before or after', async (_what, part, expected) => {
    expect(await upload(part, file())).toEqual(expected)
    expect(await upload(file(), part)).toEqual(expected)
  })
})

describe('the file of a part', () => {
  const named = (params: string, more = ''): Part => [
    `${disposition(`name="file"; ${params}`)}\r\nContent-Type: image/png${more}`,
    picture,
  ]

  test.each([
    ['filename="café.png"', 'café.png'],
    ['filename=caf.png', 'caf.png'],
    ['filename=my picture.png', 'my picture.png'],
    [`filename*=UTF-8''caf%C3%A9.png`, 'café.png'],
    [`filename="caf_.png"; filename*=UTF-8''caf%C3%A9.png`, 'café.png'],
    [`filename*=UTF-8''caf%C3%A9.png; filename="caf_.png"`, 'café.png'],
    [`filename="caf_.png"; filename*=iso-8859-1'fr'caf%E9.png`, 'café.png'],
    [`filename="=?utf-8?B?Y2Fmw6kuanBn?="; filename*=utf-8''caf%C3%A9.png`, 'café.png'],
    ['filename="=?utf-8?B?Y2Fmw6kucG5n?="', 'café.png'],
    ['filename="=?ISO-8859-1?Q?caf=E9_1.png?="', 'café 1.png'],
    ['filename="=?utf-8?Q?caf=C3=A9?= =?utf-8?q?.png?="', 'café.png'],
    ['filename="a=?b.png"', 'a=?b.png'],
    ['filename="a\\"b.png"', 'a"b.png'],
    ['filename="C:\\pictures\\a.png"', 'a.png'],
    ['filename="/home/ada/a.png"', 'a.png'],
    ['filename=".."', ''],
    ['filename="100%25.png"', '100%25.png'],
    ['filename="a;b.png"', 'a;b.png'],
  ])('%s is named %s', async (params, filename) => {
    expect(await upload(named(params))).toMatchObject({ filename, bytes: String(picture.length) })
  })

  test.each([
    ["filename*=x-klingon''a.png", 'filename\\*'],
    ['filename*=a.png', 'filename\\*'],
    ["filename*=UTF-8''caf%E9.png", 'filename\\*'],
    ["filename*=UTF-8''100%.png", 'filename\\*'],
    ['filename*0="a"; filename*1=".png"', 'pieces'],
    ['filename="=?x-klingon?B?YQ==?="', 'encoded words'],
    ['filename="=?utf-8?B?Y2F*?="', 'encoded words'],
    ['filename="a.png"; filename="b.png"', 'Content-Disposition'],
    ['filename="a"b".png"', 'Content-Disposition'],
    ["filename*=UTF-8''a%00.png", 'control characters'],
  ])('%s is refused', async (params, reason) => {
    expect(await upload(named(params))).toEqual(refused(reason))
  })

  test('a file name of other bytes is refused', async () => {
    const head = Buffer.concat([Buffer.from(disposition('name="file"; filename="caf')), latin1('\xe9.png"')])
    const body = bodyOf([async0, file()])
      .toString('latin1')
      .replace(disposition('name="file"; filename="a.png"'), head.toString('latin1'))
    expect((await post('upload.file', latin1(body))).api).toMatchObject({
      code: '123',
      detail: expect.stringContaining('UTF-8'),
    })
  })

  const coded = (coding: string, content: string | Buffer): Part => [
    `${disposition('name="file"; filename="a.png"')}\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: ${coding}`,
    content,
  ]
  const quoted = (bytes: Buffer) =>
    [...bytes].map((byte, i) => `=${byte.toString(16).padStart(2, '0')}${i % 20 === 19 ? '=\r\n' : ''}`).join('')

  test('is decoded by its transfer encoding', async () => {
    const lines = picture.toString('base64').replace(/.{76}/g, '$&\r\n')
    for (const part of [coded('base64', lines), coded('quoted-printable', quoted(picture)), coded('binary', picture)]) {
      expect(await upload(part)).toMatchObject({ bytes: String(picture.length) })
    }
    expect(await upload(coded('base64', picture))).toEqual(refused('file', 'Content-Transfer-Encoding'))
    expect(await upload(coded('x-gzip', picture))).toEqual(refused('file', 'x-gzip'))
  })

  test('is one', async () => {
    const untyped: Part = [`${disposition('name="file"')}\r\nContent-Type: image/png`, picture]
    for (const parts of [
      [file(), file()],
      [file(), untyped],
      [untyped, file()],
      [untyped, untyped],
    ]) {
      expect(await upload(...parts)).toEqual(refused('more than once'))
    }
  })

  test('may have a text of its name beside it', async () => {
    const text: Part = [disposition('name="file"'), '/pictures/b.png']
    expect(await upload(text, file())).toMatchObject({ filename: 'a.png' })
    expect(await upload(file(), text)).toMatchObject({ filename: 'a.png' })
    expect(await upload(text, text, file())).toEqual(refused('more than once'))
  })
})

describe('the body', () => {
  const echo = (body: Buffer, type: string, headers = {}) =>
    post('test.echo', body, { 'content-type': type, authorization: '', ...headers })
  const parts = (): Part[] => [
    [disposition('name="api_key"'), bed.app.key],
    [disposition('name="echo"'), 'hello'],
  ]

  test.each([
    ['in quotes', 'multipart/form-data; boundary="b c"', 'b c'],
    ['with signs', 'multipart/form-data; boundary=x/+y=', 'x/+y='],
    ['after a comma', 'multipart/form-data, boundary=x/+y=', 'x/+y='],
    ['after a comma, with another parameter', 'multipart/form-data, boundary=x, charset=utf-8', 'x'],
    ['with a comma inside', "multipart/form-data; boundary=a,b'c", "a,b'c"],
    ['behind another parameter', 'Multipart/Form-Data;charset=utf-8;BOUNDARY=b', 'b'],
    ['of 70 characters', `multipart/form-data; boundary=${'-'.repeat(70)}`, '-'.repeat(70)],
  ])('has a boundary %s', async (_what, type, boundary) => {
    expect(await echo(bodyOf(parts(), boundary), type)).toMatchObject({ echo: 'hello' })
  })

  test.each([
    ['none', 'multipart/form-data'],
    ['an empty one', 'multipart/form-data; boundary='],
    ['two', 'multipart/form-data; boundary=b; boundary=c'],
    ['one in an open quote', 'multipart/form-data; boundary="b'],
  ])('is refused with a boundary that is %s', async (_what, type) => {
    expect((await echo(bodyOf(parts()), type)).api.code).toBe('123')
  })

  test.each([
    ['a preamble', (body: string) => `This is for old mail programs.\r\n--bb\r\n${body}`],
    ['an epilogue', (body: string) => `${body}anything\r\n--b\r\nat all`],
    ['no line end at its end', (body: string) => body.slice(0, -2)],
    [
      'an empty part without a line end of its own',
      (body: string) => body.replace('--b\r\n', `--b\r\n${disposition('name="x"')}\r\n\r\n--b\r\n`),
    ],
    ['white space behind boundaries', (body: string) => body.replaceAll('--b\r\n', '--b \t\r\n')],
    ['a text that begins like a boundary', (body: string) => body.replace('hello', 'hello\r\n--bb\r\n--b-c')],
  ])('may have %s', async (_what, change) => {
    const answer = await echo(Buffer.from(change(bodyOf(parts()).toString())), 'multipart/form-data; boundary=b')
    expect(answer).toMatchObject({
      api: { status: 'ok' },
      echo: expect.stringMatching(/^hello(?:\r\n--bb\r\n--b-c)?$/),
    })
  })

  test.each([
    ['its last boundary', (body: string) => body.slice(0, -'--b--\r\n'.length)],
    ['half of it', (body: string) => body.slice(0, body.length / 2)],
    ['the content of a part', (body: string) => body.replace('name="echo"\r\n\r\nhello', 'name="echo"')],
    ['any boundary', () => 'hello'],
    ['anything', () => ''],
  ])('is refused without %s', async (_what, change) => {
    const answer = await echo(Buffer.from(change(bodyOf(parts()).toString())), 'multipart/form-data; boundary=b')
    expect(answer.api.code).toMatch(/^12[03]$|^100$/)
  })

  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ])('may be compressed by %s', async (coding, compress) => {
    const type = 'multipart/form-data; boundary=b'
    expect(await echo(compress(bodyOf(parts())), type, { 'content-encoding': coding })).toMatchObject({ echo: 'hello' })
    const answer = await post('upload.file', compress(bodyOf([async0, file()])), { 'content-encoding': coding })
    expect((await documentOf(String(answer['doc_id']))).doc.original.bytes).toBe(String(picture.length))
    expect((await echo(bodyOf(parts()), type, { 'content-encoding': coding })).api.code).toBe('123')
    expect((await echo(compress(bodyOf(parts())).subarray(0, -4), type, { 'content-encoding': coding })).api.code).toBe(
      '123',
    )
  })

  test('is refused in another coding, and beyond the limits of compression and size', async () => {
    const type = 'multipart/form-data; boundary=b'
    const other = await echo(bodyOf(parts()), type, { 'content-encoding': 'br' })
    expect(other.api).toMatchObject({ code: '123', detail: expect.stringContaining('Content-Encoding') })
    const bomb = bodyOf([async0, [disposition('name="file"; filename="a"'), Buffer.alloc(5_000_000)]])
    expect((await post('upload.file', gzipSync(bomb), { 'content-encoding': 'gzip' })).api.code).toBe('124')
    const large = bodyOf([...parts(), [disposition('name="photo"; filename="a"'), Buffer.alloc(1_100_000)]])
    expect((await echo(large, type)).api.code).toBe('124')
  })

  test('is refused with more text than a body without files may have', async () => {
    const texts = Array.from({ length: 3 }, (_, i): Part => [disposition(`name="x${i}"`), Buffer.alloc(400_000, 'a')])
    expect((await post('upload.file', bodyOf([...texts, file()]))).api.code).toBe('124')
    const many = Array.from({ length: 600 }, (_, i): Part => [disposition(`name="x${i}"; filename="a"`), ''])
    expect((await post('upload.file', bodyOf([...many, file()]))).api.code).toBe('124')
    expect((await post('upload.file', bodyOf([title(`\r\nX-A: ${'a'.repeat(17_000)}`, ''), file()]))).api.code).toBe(
      '124',
    )
  })
})

test.each([
  ['white space inside it', `X-A: a${' '.repeat(15_000)}b`],
  ['white space and a line feed', `X-A:${' '.repeat(2000)}\n`],
  ['white space before its colon', `X-A${' '.repeat(15_000)}:`],
  ['open quotes', `X-A: ${'"'.repeat(15_000)}`],
  ['a long parameter', `Content-Type: text/plain; ${'a'.repeat(15_000)}`],
  ['many signs of encoded words', disposition(`name="file"; filename="${'=?a?q?'.repeat(2000)}"`)],
  ['white space between encoded words', disposition(`name="file"; filename="${`?=${' '.repeat(100)}`.repeat(150)}"`)],
])('a header takes little time with %s', async (_what, header) => {
  const parts = Array.from({ length: 20 }, (_, i): Part => [`${disposition(`name="x${i}"`)}\r\n${header}`, ''])
  const start = performance.now()
  await post('upload.file', bodyOf(parts))
  expect(performance.now() - start).toBeLessThan(1500)
})

test('any content of a file is kept, however the body comes in pieces', async () => {
  const pieces = fc.array(
    fc.constantFrom('\r', '\n', '-', '--', '\r\n--', 'b', '\r\n--b', '\r\n--bb', ' ', 'x', '\0'),
    { maxLength: 40 },
  )
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 1, max: 40 }), async (parts, size) => {
      // What ends like a boundary is one.
      const content = `%PDF-1.4${parts.join('')}`.replace(/\r\n--b(?=--|[ \t]*\r\n|[ \t]*$|-$)/g, '\r\n__b')
      const body = bodyOf([async0, [disposition('name="file"; filename="a.pdf"'), content]])
      const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, i) =>
        body.subarray(i * size, (i + 1) * size),
      )
      const response = await fetch(`${bed.server.url}/api/upload.file`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=b', authorization: `Bearer ${bearer}` },
        body: ReadableStream.from(chunks.map((chunk) => new Uint8Array(chunk))),
        duplex: 'half',
      } as RequestInit)
      const { doc_id } = (await response.json()) as { doc_id?: string }
      const { url } = (await documentOf(doc_id ?? '')).doc.original
      expect(await (await fetch(url)).text()).toBe(content)
    }),
    { numRuns: 40 },
  )
})
