import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import type { Page } from './page-context.js'

/** Where browsers find it: newer ones by the link in every page, the others without one. */
export const faviconPaths = { svg: '/assets/favicon.svg', ico: '/favicon.ico' } as const

const maxAge = 24 * 60 * 60
const side = 32

/** The drawing, as it is. */
export function favicon(): Page {
  const svg = readDrawing()
  return {
    path: faviconPaths.svg,
    get: (_req, res) => {
      res.set('Cache-Control', `public, max-age=${maxAge}`).type('image/svg+xml').send(svg)
    },
  }
}

/** The drawing in the format that browsers ask for unasked. */
export function faviconIco(): Page {
  let made: Promise<Buffer> | undefined
  return {
    path: faviconPaths.ico,
    async get(_req, res) {
      made ??= drawIco()
      const ico = await made
      res.set('Cache-Control', `public, max-age=${maxAge}`).type('image/x-icon').send(ico)
    },
  }
}

function readDrawing(): Buffer {
  return readFileSync(new URL('./assets/favicon.svg', import.meta.url))
}

/** An ICO of one picture: a directory, one entry, and the picture as PNG. */
async function drawIco(): Promise<Buffer> {
  const png = await sharp(readDrawing(), { density: 216 }).resize(side, side).png().toBuffer()
  const head = Buffer.alloc(22)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(1, 4)
  head.writeUInt8(side, 6)
  head.writeUInt8(side, 7)
  head.writeUInt16LE(1, 10)
  head.writeUInt16LE(32, 12)
  head.writeUInt32LE(png.length, 14)
  head.writeUInt32LE(head.length, 18)
  return Buffer.concat([head, png])
}
