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
