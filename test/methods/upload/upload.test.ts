import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import sharp from 'sharp'
import { databases } from '../../support/databases.js'
import type { Answer, Client } from '../../support/member.js'
import { useMembers } from '../../support/members-bed.js'
import { cameraJpeg, jpeg, pageInGif, pdf, png } from '../../support/pictures.js'
import { answerDifferences, documented } from '../../support/skeleton.js'

const send = (by: Client, file: Uint8Array, params: Record<string, string> = {}): Promise<Answer> =>
  by.call('upload.file', { async: '0', ...params }, new Blob([new Uint8Array(file)]))

/** Uploads and reads back with all extras. */
const seen = async (by: Client, file: Uint8Array, params: Record<string, string> = {}): Promise<Answer> => {
  const { doc_id } = await send(by, file, params)
  return (await by.call('doc.get', { doc_id, extra: 'tags,geo,md5,notes' })).doc
}

const fetched = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer())

describe.each(databases)('uploads on %s', (database) => {
  const bed = useMembers({ database })

  test('a photo is taken in, worked on and read back, byte for byte', async () => {
    const zoe = await bed().clients.member()
    const file = await jpeg()
    const doc = await seen(zoe, file, { title: 'Sea', description: '<b>é</b>', keywords: 'sea,"two, words",a:b=c' })
    expect(doc).toMatchObject({
      media: 'photo',
      title: 'Sea',
      description: '<b>é</b>',
      visibility: { ispublic: '0', share: '0' },
      md5: createHash('md5').update(file).digest('hex'),
      original: { ext: 'jpg', w: '800', h: '600', bytes: String(file.length), filename: 'picture.bin' },
      tags: { total: '3', tag: [{ tag: 'sea' }, { tag: 'two, words' }, { tag: 'a:b=c', type: 'machine' }] },
    })
    expect(await fetched(doc.original.url)).toEqual(file)
  })

  test('without async=0 there is a ticket to ask by', async () => {
    const zoe = await bed().clients.member()
    const { ticket, doc_id } = await send(zoe, await jpeg(), { async: '1' })
    expect(ticket).toMatch(/^\d+-[0-9a-f]{32}$/)
    expect(doc_id).toBeUndefined()
    let state: Answer
    do state = (await zoe.call('upload.checkTickets', { tickets: ticket })).tickets
    while (state.left !== '0')
    const done = { id: ticket, done: '1', invalid: '0', doc_id: expect.stringMatching(/^\d+$/), eta: '0' }
    expect(state).toEqual({ count: '1', done: '1', invalid: '0', left: '0', eta: '0', ticket: [done] })
    expect(await zoe.code('doc.get', { doc_id: state.ticket[0].doc_id })).toBe(0)
  })

  test("tickets of others and unknown ones are invalid, or not found where none is one's own", async () => {
    const zoe = await bed().clients.member()
    const eve = await bed().clients.member()
    const { ticket } = await send(zoe, await jpeg())
    const unknown = `1-${'0'.repeat(32)}`
    const { tickets } = await zoe.call('upload.checkTickets', { tickets: `${unknown},${ticket},x,${ticket}` })
    expect(tickets).toMatchObject({ count: '3', done: '1', invalid: '2', left: '0' })
    expect(tickets.ticket.map((state: Answer) => [state.id, state.done, state.invalid])).toEqual([
      [unknown, '0', '1'],
      [ticket, '1', '0'],
      ['x', '0', '1'],
    ])
    expect(answerDifferences({ tickets }, documented['upload.checkTickets']?.response ?? '')).not.toContain('-.tickets')
    expect(await eve.code('upload.checkTickets', { tickets: ticket })).toBe(1)
    expect(await zoe.code('upload.checkTickets', {})).toBe(1)
    const many = Array.from({ length: 51 }, (_, i) => `${i}-a`).join(',')
    expect(await zoe.code('upload.checkTickets', { tickets: many })).toBe(123)
  })

  test('a file that is not what it begins like leaves nothing but an invalid ticket', async () => {
    const zoe = await bed().clients.member()
    expect(await send(zoe, pageInGif)).toMatchObject({
      api: { code: '3', message: 'File type not accepted' },
    })
    const { ticket } = await send(zoe, pageInGif, { async: '1' })
    let state: Answer
    do state = (await zoe.call('upload.checkTickets', { tickets: ticket })).tickets
    while (state.left !== '0')
    expect(state).toMatchObject({ done: '0', invalid: '1', ticket: [{ done: '0', invalid: '1' }] })
    expect((await zoe.call('doc.getList', {})).docs.total).toBe('0')
    expect((await zoe.call('account.getQuota')).quota.upload.used.bytes).toBe('0')
  })
})

describe('what is in a file', () => {
  const bed = useMembers()

  test('date, place and orientation come from the camera', async () => {
    const zoe = await bed().clients.member()
    const doc = await seen(zoe, await cameraJpeg())
    expect(doc).toMatchObject({
      dates: { created: '2008-01-03 11:22:33' },
      geo: { lat: '-41.29', lng: '174.775' },
      rotation: '90',
      original: { w: '800', h: '600' },
    })
    const large = doc.thumbs.thumb.at(-1)
    expect([large.label, large.w, large.h]).toEqual(['640', '480', '640'])
    const picture = await fetched(large.url)
    const { exif, icc, width, height } = await sharp(picture).metadata()
    expect([exif, icc, width, height]).toEqual([undefined, undefined, 480, 640])
    expect(await brightness(picture, 'top')).toBeLessThan(60)
    expect(await brightness(picture, 'bottom')).toBeGreaterThan(180)
  })

  test('parameters take precedence over EXIF', async () => {
    const zoe = await bed().clients.member()
    const said = { created_at: '1999-12-31 23:59:59', lat: '48.5', lng: '-2.25', dir: '8' }
    const doc = await seen(zoe, await cameraJpeg(), said)
    expect(doc).toMatchObject({
      dates: { created: '1999-12-31 23:59:59' },
      geo: { lat: '48.5', lng: '-2.25' },
      rotation: '270',
    })
    const picture = await fetched(doc.thumbs.thumb.at(-1).url)
    expect(await brightness(picture, 'bottom')).toBeLessThan(60)
    const upright = await seen(zoe, await cameraJpeg(), { dir: '1', lat: '-999', lng: '-999' })
    expect(upright).toMatchObject({ rotation: '0' })
    expect(upright.geo).toBeUndefined()
    expect(upright.thumbs.thumb.at(-1)).toMatchObject({ w: '640', h: '480' })
  })

  test('pictures are never enlarged; squares are as large as the shorter side lets them be', async () => {
    const zoe = await bed().clients.member()
    const sizes = async (width: number, height: number) =>
      (await seen(zoe, await jpeg(width, height))).thumbs.thumb.map((t: Answer) => `${t.label} ${t.w}x${t.h}`)
    expect(await sizes(60, 40)).toEqual(['75x 40x40', '100 60x40'])
    expect(await sizes(300, 200)).toEqual(['75x 75x75', '100 100x67', '240 240x160', '250x 200x200', '500 300x200'])
    expect(await sizes(4000, 300)).toEqual([
      '75x 75x75',
      '100 100x7',
      '240 240x18',
      '250x 250x250',
      '500 500x37',
      '560 560x42',
      '640 640x48',
    ])
  })

  test('what can be seen through stays so', async () => {
    const zoe = await bed().clients.member()
    const doc = await seen(zoe, await png())
    expect(doc.original.ext).toBe('png')
    expect(new Set(doc.thumbs.thumb.map((thumb: Answer) => thumb.ext))).toEqual(new Set(['png']))
    expect(await sharp(await fetched(doc.thumbs.thumb[0].url)).metadata()).toMatchObject({
      format: 'png',
      hasAlpha: true,
    })
  })

  test('the name and the declared type of a part are ignored', async () => {
    const zoe = await bed().clients.member()
    const text = new File(['<script>alert(1)</script>'], 'photo.jpg', { type: 'image/jpeg' })
    expect(await zoe.code('upload.file', {}, text)).toBe(3)
    const photo = new File([new Uint8Array(await jpeg())], 'script.html', { type: 'text/html' })
    const { doc_id } = await zoe.call('upload.file', { async: '0' }, photo)
    expect((await zoe.call('doc.get', { doc_id })).doc.original.ext).toBe('jpg')
  })

  test.each([
    ['nothing', new Uint8Array(), 1],
    ['text', Buffer.from('just text'), 3],
    ['markup', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 3],
    ['a program', Buffer.from('\x7fELF\x02\x01\x01'.padEnd(64, '\0'), 'latin1'), 3],
    ['text that begins like a picture', Buffer.from('RIFF    WEBP is the name of a format\n'), 3],
    ['a page in a GIF', pageInGif, 3],
    ['the head of a PNG', Buffer.from('89504e470d0a1a0a', 'hex'), 3],
  ])('%s is refused', async (_what, file, code) => {
    const zoe = await bed().clients.member()
    expect(Number((await send(zoe, file)).api.code)).toBe(code)
    expect((await zoe.call('account.getQuota')).quota.upload.used.bytes).toBe('0')
  })

  test('a call without a file is refused', async () => {
    const zoe = await bed().clients.member()
    expect(await zoe.code('upload.file', { title: 'nothing' })).toBe(1)
  })

  test('other files have a picture of their kind, and the original to save', async () => {
    const zoe = await bed().clients.member()
    const doc = await seen(zoe, pdf)
    expect(doc).toMatchObject({ media: 'other', original: { ext: 'pdf' } })
    expect([doc.medias, doc.original.w]).toEqual([undefined, undefined])
    expect(doc.thumbs.thumb.map((thumb: Answer) => thumb.label)).toEqual(['75x', '100', '240', '250x'])
    expect(await sharp(await fetched(doc.thumbs.thumb[0].url)).metadata()).toMatchObject({ format: 'jpeg', width: 75 })
    const wave = Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x44\xac\0\0'.padEnd(64, '\0'), 'latin1')
    const sound = await seen(zoe, wave)
    expect(sound).toMatchObject({ media: 'audio', medias: { total: '1', media: [{ label: 'wav', format: 'wav' }] } })
    expect(await fetched(sound.medias.media[0].url)).toEqual(wave)
  })

  test.each([
    [{ is_public: 'yes' }, 123],
    [{ license: '2' }, 123],
    [{ dir: '2' }, 123],
    [{ created_at: '2008-02-30 10:00:00' }, 123],
    [{ created_at: 'yesterday' }, 123],
    [{ lat: '10' }, 123],
    [{ lat: '91', lng: '0' }, 123],
    [{ lat: '10', lng: '-999' }, 123],
    [{ album_id: '1' }, 123],
    [{ keywords: Array.from({ length: 101 }, (_, i) => `w${i}`).join(',') }, 123],
    [{ is_public: 'TRUE', license: '255', perm_comment: '1', created_at: '2008-02-29' }, 0],
    [{ created_at: '0000-00-00 00:00:00' }, 0],
  ])('%j gives %d', async (params: Record<string, string>, code) => {
    const zoe = await bed().clients.member()
    expect(Number((await send(zoe, await jpeg(20, 20), params)).api.code ?? 0)).toBe(code)
  })

  test.each([
    [{}, '0'],
    [{ is_family: '1' }, '1'],
    [{ is_friend: '1' }, '2'],
    [{ is_friend: '1', is_family: 'true' }, '3'],
    [{ is_public: '1', is_family: '0' }, '5'],
    [{ is_public: '0' }, '0'],
  ])('%j is shared as %s', async (params: Record<string, string>, share) => {
    const zoe = await bed().clients.member()
    expect((await seen(zoe, await jpeg(20, 20), params)).visibility.share).toBe(share)
  })

  test('refused files leave nothing on disk', async () => {
    const zoe = await bed().clients.member()
    const folder = bed().server.services.settings.DATA_DIR
    const count = () =>
      readdirSync(folder, { recursive: true }).filter((name) => !String(name).includes('.draft')).length
    await send(zoe, Buffer.from('text'))
    while (readdirSync(join(folder, 'incoming'), { recursive: true }).length > 1) await setImmediate()
    const before = count()
    await send(zoe, Buffer.from('text'))
    await zoe.call('upload.file', { dir: '9' }, new Blob([new Uint8Array(await jpeg())]))
    // What a call leaves is removed beside its answer.
    while (readdirSync(join(folder, 'incoming'), { recursive: true }).length > 1) await setImmediate()
    expect(count()).toBe(before)
  })
})

describe.each(databases)('limits on %s', (database) => {
  const bed = useMembers({ database, uploadLimits: { fileBytes: 5000, accountBytes: 6000 } })

  test('a file above the limit, or beyond what the account has left, is refused with 2', async () => {
    const zoe = await bed().clients.member()
    const padded = (bytes: number) => Buffer.concat([pdf, Buffer.alloc(bytes - pdf.length, 32)])
    expect(await send(zoe, padded(5001))).toMatchObject({ api: { code: '2' } })
    expect(await send(zoe, padded(4000))).toMatchObject({ api: { status: 'ok' } })
    expect(await send(zoe, padded(2001))).toMatchObject({ api: { code: '2' } })
    expect(await send(zoe, padded(2000))).toMatchObject({ api: { status: 'ok' } })
    const { quota } = await zoe.call('account.getQuota')
    expect(quota).toMatchObject({
      user_id: zoe.user?.id,
      upload: {
        unlimited: '0',
        max: { bytes: '6000', kb: '5', mb: '0', percent: '100' },
        used: { bytes: '6000', percent: '100' },
        left: { bytes: '0', percent: '0' },
      },
      maxfilesize: { photo: { bytes: '5000' }, other: { bytes: '5000', kb: '4' } },
    })
  })

  test('many at the same time do not get past what the account has left', async () => {
    const zoe = await bed().clients.member()
    const file = Buffer.concat([pdf, Buffer.alloc(2500)])
    // An address may send four files at a time.
    const codes = async () => {
      const answers = await Promise.all(Array.from({ length: 4 }, () => send(zoe, file)))
      return answers.map(({ api }) => Number(api.code ?? 0)).sort()
    }
    expect(await codes()).toEqual([0, 0, 2, 2])
    expect(await codes()).toEqual([2, 2, 2, 2])
  })
})

/** The mean of a strip of a picture, 0 to 255. */
async function brightness(picture: Buffer, edge: 'top' | 'bottom'): Promise<number> {
  const { width, height } = await sharp(picture).metadata()
  const strip = { left: 0, top: edge === 'top' ? 0 : height - 20, width, height: 20 }
  const { channels } = await sharp(await sharp(picture).extract(strip).png().toBuffer()).stats()
  return channels.reduce((sum, { mean }) => sum + mean, 0) / channels.length
}
