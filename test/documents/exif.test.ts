import fc from 'fast-check'
import type { Client } from '../support/member.js'
import { useMembers } from '../support/members-bed.js'
import { type ExifValue, exifBlock, jpeg, withExif } from '../support/pictures.js'

const bed = useMembers()

let zoe: Client
let plain: Buffer
beforeAll(async () => {
  zoe = await bed().clients.member()
  plain = await jpeg(16, 12)
})

const unknown = '0000-00-00 00:00:00'

/** Uploads a picture with this block. @returns the date and the position of the document */
async function noted(block: Buffer): Promise<{ created: string; position: string | undefined }> {
  const file = new Blob([new Uint8Array(withExif(plain, block))])
  const { doc_id } = await zoe.call('upload.file', { async: '0' }, file)
  const { doc } = await zoe.call('doc.get', { doc_id, extra: 'geo' })
  expect([doc.original.w, doc.original.h]).toEqual(['16', '12'])
  expect(doc.thumbs.thumb.length).toBeGreaterThan(0)
  return { created: doc.dates.created, position: doc.geo && `${doc.geo.lat} ${doc.geo.lng}` }
}

const dateTimeOriginal = 0x9003

describe('the date of a picture', () => {
  test.each([
    ['2012:07:27 14:35:39', '2012-07-27 14:35:39'],
    ['2012:02:29 00:00:00', '2012-02-29 00:00:00'],
    ['2012:07:27 14:35:39.25', '2012-07-27 14:35:39'],
    ['2012:07:27 14:35:39+02:00', '2012-07-27 14:35:39'],
    ['2012-07-27T14:35:39Z', '2012-07-27 14:35:39'],
    ['2012-07-27 14:35:39', '2012-07-27 14:35:39'],
    ['20120727T143539', '2012-07-27 14:35:39'],
    ['2012:07:27 14:35:39  ', '2012-07-27 14:35:39'],
    ['0000:00:00 00:00:00', unknown],
    ['    :  :     :  :  ', unknown],
    ['2012:07:27   :  :  ', unknown],
    ['2012:  :   14:35:39', unknown],
    ['2012:00:00 00:00:00', unknown],
    ['0000:07:27 14:35:39', unknown],
    ['2012:13:27 14:35:39', unknown],
    ['2012:02:30 14:35:39', unknown],
    ['2013:02:29 14:35:39', unknown],
    ['2012:07:27 24:00:00', unknown],
    ['2012:07:27 25:35:39', unknown],
    ['2012:07:27 14:60:39', unknown],
    ['2012:07:27 14:35:60', unknown],
    ['2012:07:27', unknown],
    ['2012:07:27 14:35', unknown],
    ['12:07:27 14:35:39', unknown],
    ['27.07.2012 14:35', unknown],
    ['', unknown],
    ['\0', unknown],
    ['2012:07:27\xe914:35:39', unknown],
  ])('%j is noted as %s', async (text, created) => {
    expect((await noted(exifBlock({ photo: [[dateTimeOriginal, text]] }))).created).toBe(created)
  })
})

type Fractions = readonly (readonly [number, number])[]
const dms = (degrees: number, minutes: number, seconds: number): Fractions => [
  [degrees, 1],
  [minutes, 1],
  [seconds * 100, 100],
]

/** The values of a position; undefined leaves one out. */
function place(
  north: string | undefined,
  lat: Fractions | undefined,
  east: string | undefined,
  lng: Fractions | undefined,
) {
  const all: [number, string | Fractions | undefined][] = [
    [1, north],
    [2, lat],
    [3, east],
    [4, lng],
  ]
  return all.flatMap(([tag, value]): ExifValue[] => (value === undefined ? [] : [[tag, value]]))
}

const lat = dms(41, 17, 24)
const lng = dms(174, 46, 30)
const zero = dms(0, 0, 0)

describe('the position of a picture', () => {
  const cases: [string, readonly ExifValue[], string | undefined][] = [
    ['south and east', place('S', lat, 'E', lng), '-41.29 174.775'],
    ['north and west', place('N', lat, 'W', lng), '41.29 -174.775'],
    ['small letters', place('s', lat, 'e ', lng), '-41.29 174.775'],
    ['degrees with a fraction', place('N', [[4129, 100], [0, 1], [0, 1]], 'E', lng), '41.29 174.775'],
    ['on the equator', place('N', zero, 'E', lng), '0 174.775'],
    ['on the meridian', place('S', lat, 'W', zero), '-41.29 0'],
    ['at a pole', place('S', dms(90, 0, 0), 'W', dms(180, 0, 0)), '-90 -180'],
    ['all zeros', place('N', zero, 'E', zero), undefined],
    ['all zeros, south and west', place('S', zero, 'W', zero), undefined],
    ['half of it', place('N', lat, undefined, undefined), undefined],
    ['the other half', place(undefined, undefined, 'E', lng), undefined],
    ['without the reference of the latitude', place(undefined, lat, 'E', lng), undefined],
    ['without the reference of the longitude', place('N', lat, undefined, lng), undefined],
    ['an empty reference', place('', lat, 'E', lng), undefined],
    ['a blank reference', place(' ', lat, 'E', lng), undefined],
    ['the wrong references', place('E', lat, 'N', lng), undefined],
    ['a denominator of 0', place('N', [[41, 1], [17, 1], [24, 0]], 'E', lng), undefined],
    ['0/0', place('N', lat, 'E', [[174, 1], [46, 1], [0, 0]]), undefined],
    ['0/0 throughout', place('N', [[0, 0], [0, 0], [0, 0]], 'E', [[0, 0], [0, 0], [0, 0]]), undefined],
    ['two parts', place('N', [[41, 1], [17, 1]], 'E', lng), undefined],
    ['four parts', place('N', [...lat, [1, 1]], 'E', lng), undefined],
    ['60 minutes', place('N', dms(41, 60, 0), 'E', lng), undefined],
    ['60 seconds', place('N', dms(41, 17, 60), 'E', lng), undefined],
    ['a latitude beyond the pole', place('N', dms(90, 0, 1), 'E', lng), undefined],
    ['a longitude beyond 180', place('N', lat, 'E', dms(180, 0, 1)), undefined],
    ['degrees below zero', place('N', dms(-41, 17, 24), 'E', lng), undefined],
    ['minutes below zero', place('N', dms(41, -17, 24), 'E', lng), undefined],
    ['texts', [[1, 'N'], [2, '41.29'], [3, 'E'], [4, '174.775']], undefined],
  ] // biome-ignore format: a table
  test.each(cases)('%s', async (_what, gps, position) => {
    expect((await noted(exifBlock({ gps }))).position).toBe(position)
  })
})

describe('an invalid block', () => {
  const whole = exifBlock({ photo: [[dateTimeOriginal, '2012:07:27 14:35:39']], gps: place('N', lat, 'E', lng) })
  const known = [whole, '2012-07-27 14:35:39', '41.29 174.775'] as const

  test('is valid before it is changed', async () => {
    expect(await noted(known[0])).toEqual({ created: known[1], position: known[2] })
  })

  test.each([
    ['nothing but its name', Buffer.from('Exif\0\0')],
    ['an unknown order of bytes', Buffer.from('Exif\0\0XX*\0\x08\0\0\0', 'latin1')],
    ['a directory beyond the end', Buffer.from('Exif\0\0II*\0\xff\xff\xff\xff', 'latin1')],
    ['a directory in itself', Buffer.from('Exif\0\0II*\0\0\0\0\0', 'latin1')],
  ])('of %s says nothing', async (_what, block) => {
    expect(await noted(block)).toEqual({ created: unknown, position: undefined })
  })

  test('is parsed quickly, whatever is long in it', async () => {
    const long = [`${'\0'.repeat(64_000)}x`, `${' '.repeat(64_000)}x`, '2'.repeat(64_000)]
    const start = performance.now()
    for (const text of long) {
      expect((await noted(exifBlock({ photo: [[dateTimeOriginal, text]] }))).created).toBe(unknown)
      expect((await noted(exifBlock({ gps: place(text, lat, 'E', lng) }))).position).toBe(undefined)
    }
    expect(performance.now() - start).toBeLessThan(3000)
  })

  test('never rejects the file, wherever the block ends and whatever is wrong in it', async () => {
    const ends = fc.integer({ min: 6, max: whole.length - 1 }).map((end) => whole.subarray(0, end))
    const changed = fc
      .tuple(fc.integer({ min: 6, max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }))
      .map(([at, byte]) => {
        const copy = Buffer.from(whole)
        copy[at] = byte
        return copy
      })
    await fc.assert(
      fc.asyncProperty(fc.oneof(ends, changed), async (block) => void (await noted(block))),
      { numRuns: 40 },
    )
  })
})
