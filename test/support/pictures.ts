import { deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** A JPEG of one colour, with a darker left half so that turning it shows. */
export async function jpeg(width = 800, height = 600, exif: Record<string, Record<string, string>> = {}) {
  const half = { create: { width: Math.ceil(width / 2), height, channels: 3, background: '#102030' } } as const
  const left = await sharp(half).png().toBuffer()
  return sharp({ create: { width, height, channels: 3, background: '#d0e0f0' } })
    .composite([{ input: left, left: 0, top: 0 }])
    .withExif(exif)
    .jpeg()
    .toBuffer()
}

/** A JPEG as a camera writes it: taken in Wellington, with the camera turned to its side. */
export async function cameraJpeg(orientation = 6): Promise<Buffer> {
  const plain = await jpeg(800, 600, {
    IFD2: { DateTimeOriginal: '2008:01:03 11:22:33' },
    IFD3: {
      GPSLatitudeRef: 'S',
      GPSLatitude: '41/1 17/1 2400/100',
      GPSLongitudeRef: 'E',
      GPSLongitude: '174/1 46/1 3000/100',
    },
  })
  return sharp(plain).keepExif().withMetadata({ orientation }).jpeg().toBuffer()
}

/** A value of EXIF: its tag, and a text, or fractions as pairs of numbers; those below zero make the type a signed one. */
export type ExifValue = readonly [tag: number, value: string | Buffer | readonly (readonly [number, number])[]]

/** An EXIF block, little endian, with these values in its directories of the photo and the position. */
export function exifBlock({
  photo = [],
  gps = [],
}: {
  photo?: readonly ExifValue[]
  gps?: readonly ExifValue[]
}): Buffer {
  const size = (values: readonly ExifValue[]) => 6 + 12 * values.length
  const photoAt = 8 + 6 + 12 * 2
  const gpsAt = photoAt + size(photo)
  let tail = Buffer.alloc(0)
  const directory = (values: readonly ExifValue[]): Buffer => {
    const written = Buffer.alloc(size(values))
    written.writeUInt16LE(values.length)
    for (const [index, [tag, value]] of values.entries()) {
      const { type, count, bytes } = exifBytes(value)
      written.writeUInt16LE(tag, 2 + 12 * index)
      written.writeUInt16LE(type, 4 + 12 * index)
      written.writeUInt32LE(count, 6 + 12 * index)
      if (bytes.length <= 4) bytes.copy(written, 10 + 12 * index)
      else written.writeUInt32LE(gpsAt + size(gps) + tail.length, 10 + 12 * index)
      if (bytes.length > 4) tail = Buffer.concat([tail, bytes])
    }
    return written
  }
  const pointer = (at: number) => Buffer.from(Uint32Array.of(at).buffer)
  const first = directory([
    [0x8769, pointer(photoAt)],
    [0x8825, pointer(gpsAt)],
  ])
  const head = Buffer.from('Exif\0\0II*\0\x08\0\0\0', 'latin1')
  const directories = [first, directory(photo), directory(gps)]
  return Buffer.concat([head, ...directories, tail])
}

function exifBytes(value: ExifValue[1]): { type: number; count: number; bytes: Buffer } {
  if (Buffer.isBuffer(value)) return { type: 4, count: value.length / 4, bytes: value }
  if (typeof value === 'string') return { type: 2, count: value.length + 1, bytes: Buffer.from(`${value}\0`, 'latin1') }
  const isSigned = value.flat().some((number) => number < 0)
  const numbers = value.flat().map((number) => number >>> 0)
  return { type: isSigned ? 10 : 5, count: value.length, bytes: Buffer.from(Uint32Array.from(numbers).buffer) }
}

/** A JPEG with a block of EXIF behind its beginning. */
export function withExif(picture: Buffer, block: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(block.length + 2, 2)
  return Buffer.concat([picture.subarray(0, 2), head, block, picture.subarray(2)])
}

/** A PNG of one colour that can be seen through. */
export function png(width = 300, height = 200): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } } })
    .png()
    .toBuffer()
}

/** A PNG of 20000 by 20000 white pixels in a few kilobytes. */
export function pixelBomb(side = 20_000): Buffer {
  const rows = Buffer.alloc((Math.ceil(side / 8) + 1) * side)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** A GIF that starts like one and goes on like a page. */
export const pageInGif = Buffer.from('GIF89a/*<html><script>alert(1)</script></html>*/', 'latin1')

/** A small PDF. */
export const pdf = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n', 'latin1')
