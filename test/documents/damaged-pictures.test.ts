import sharp from 'sharp'
import type { Answer, Client } from '../support/member.js'
import { useMembers } from '../support/members-bed.js'
import { cameraJpeg, pixelBomb } from '../support/pictures.js'

const bed = useMembers()

let zoe: Client
beforeAll(async () => {
  zoe = await bed().clients.member()
})

const fetched = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer())

/** Uploads a file. @returns the document as the API shows it */
async function kept(file: Buffer): Promise<Answer> {
  const { doc_id } = await zoe.call('upload.file', { async: '0' }, new Blob([new Uint8Array(file)]))
  const { doc } = await zoe.call('doc.get', { doc_id, extra: 'geo' })
  expect(await fetched(doc.original.url)).toEqual(file)
  expect(doc.thumbs.thumb.length).toBeGreaterThan(0)
  for (const thumb of doc.thumbs.thumb) {
    const { width, height } = await sharp(await fetched(thumb.url)).metadata()
    expect([String(width), String(height)]).toEqual([thumb.w, thumb.h])
  }
  const { docs } = await zoe.call('doc.getList', { per_page: '1' })
  expect(docs.doc[0]).toMatchObject({ doc_id, thumb: { label: '75x' } })
  return doc
}

/** A picture with something in it, 300 pixels wide. */
const noise = sharp(Buffer.from(Array.from({ length: 300 * 200 * 3 }, (_, i) => (i * 7919) % 251)), {
  raw: { width: 300, height: 200, channels: 3 },
})
const formats = {
  jpg: () => noise.clone().jpeg().toBuffer(),
  png: () => noise.clone().png().toBuffer(),
  gif: () => noise.clone().gif().toBuffer(),
  webp: () => noise.clone().webp().toBuffer(),
  tif: () => noise.clone().tiff().toBuffer(),
  avif: () => noise.clone().avif({ effort: 0 }).toBuffer(),
}

const icons = ['75x', '100', '240', '250x']

describe.each(Object.entries(formats))('a %s', (ext, make) => {
  test.each([
    ['without its last two bytes', (whole: Buffer) => whole.subarray(0, -2)],
    ['without its last tenth', (whole: Buffer) => whole.subarray(0, whole.length * 0.9)],
    ['with other bytes in its middle', (whole: Buffer) => Buffer.from(whole).fill(0x55, 400, 464)],
    ['with something behind its end', (whole: Buffer) => Buffer.concat([whole, Buffer.from('anything')])],
  ])('%s is kept', async (_what, damage) => {
    const doc = await kept(damage(await make()))
    expect(doc).toMatchObject({ media: 'photo', original: { ext } })
  })
})

test.each(['jpg', 'png', 'gif'] as const)('half a %s has thumbnails', async (ext) => {
  const whole = await formats[ext]()
  const doc = await kept(whole.subarray(0, whole.length / 2))
  expect(doc).toMatchObject({ media: 'photo', original: { ext, w: '300', h: '200' } })
  expect(doc.thumbs.thumb.at(-1)).toMatchObject({ w: '300', h: '200' })
})

test.each([
  ['the beginning of a JPEG', async () => (await formats.jpg()).subarray(0, 20)],
  ['the beginning of a PNG', async () => (await formats.png()).subarray(0, 30)],
  ['half a TIFF', async () => (await formats.tif()).subarray(0, 2000)],
  ['half a WebP', async () => (await formats.webp()).subarray(0, 2000)],
])('%s has icons in place of thumbnails', async (_what, make) => {
  const doc = await kept(await make())
  expect(doc.media).toBe('photo')
  expect([doc.original.w, doc.thumbs.thumb.map((thumb: Answer) => thumb.label)]).toEqual([undefined, icons])
})

test('a picture of more pixels than are decoded has icons, and its size', async () => {
  for (const side of [10_001, 20_000]) {
    const doc = await kept(pixelBomb(side))
    expect(doc).toMatchObject({ media: 'photo', original: { ext: 'png', w: String(side), h: String(side) } })
    expect(doc.thumbs.thumb.map((thumb: Answer) => thumb.label)).toEqual(icons)
  }
  const most = await kept(pixelBomb(10_000))
  expect(most.thumbs.thumb.at(-1)).toMatchObject({ label: '640', w: '640', h: '640' })
})

test('the metadata of a damaged picture is used', async () => {
  const whole = await cameraJpeg()
  const doc = await kept(whole.subarray(0, whole.length * 0.8))
  expect(doc).toMatchObject({ dates: { created: '2008-01-03 11:22:33' }, geo: { lat: '-41.29' }, rotation: '90' })
})
