import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Pair } from '../../../src/core/pair.js'
import { jpeg } from '../../support/pictures.js'
import { signed } from '../../support/server.js'
import { envelope, postSoap, type Style, styles } from '../../support/soap.js'
import { type Bed, startBed } from '../../support/soap-bed.js'

let bed: Bed
let picture: string
beforeAll(async () => {
  bed = await startBed()
  picture = (await jpeg(300, 200)).toString('base64')
})
afterAll(() => bed.server.stop())

/** Signs without the files, which stay outside the signature. */
function upload(style: Style, files: readonly Pair[], method = 'upload.file') {
  const pairs = signed(bed.app, method, [['auth_token', bed.token]])
  return postSoap(bed.server.url, envelope('1.1', styles[style](method, [...files, ...pairs])))
}

/** What waits on disk. */
function waiting(): string[] {
  const incoming = join(bed.server.services.settings.DATA_DIR, 'incoming')
  return readdirSync(incoming, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
}

describe.each(Object.keys(styles) as Style[])('files in the %s style', (style) => {
  test('come as base64, with lines broken or not', async () => {
    for (const content of [picture, picture.replace(/.{76}/g, '$&\r\n')]) {
      const { status, text } = await upload(style, [['file', content]])
      expect(text).toMatch(/ticket/)
      expect(status).toBe(200)
    }
  })

  test.each(['not base64!', 'AAA', 'AA==AA=='])('%s is refused', async (content) => {
    expect((await upload(style, [['file', content]])).code).toBe(105)
    const unsigned = styles[style]('upload.file', [
      ['file', content],
      ['api_key', bed.app.key],
    ])
    const { code, text } = await postSoap(bed.server.url, envelope('1.1', unsigned))
    expect(code).toBe(123)
    expect(text).toContain('The file file is not base64')
  })

  test('come once', async () => {
    expect(
      (
        await upload(style, [
          ['file', picture],
          ['file', picture],
        ])
      ).code,
    ).toBe(105)
  })

  test('empty or absent they are missing', async () => {
    expect((await upload(style, [['file', '']])).code).toBe(1)
    expect((await upload(style, [])).code).toBe(1)
  })

  test('leave nothing on disk when the call is refused', async () => {
    const { code } = await postSoap(
      bed.server.url,
      envelope(
        '1.1',
        styles[style]('upload.file', [
          ['file', picture],
          ['api_key', 'f'.repeat(32)],
        ]),
      ),
    )
    expect(code).toBe(101)
    for (let i = 0; i < 50 && waiting().length > 0; i++) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(waiting()).toEqual([])
  })
})

test('a method that declares no file takes none', async () => {
  const typed = await upload('typed', [['file', picture]], 'auth.checkToken')
  expect(typed.code).toBe(105)
  expect(typed.text).toContain('takes no element file')
})

test('a file that does not fit the envelope is refused', async () => {
  const { code } = await upload('typed', [['file', 'A'.repeat(1_100_000)]])
  expect(code).toBe(124)
})
