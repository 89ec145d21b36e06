import { readFileSync } from 'node:fs'
import type { Page } from './page-context.js'

/** The paths of the icon. Pages link to the SVG; browsers that ignore the link request `/favicon.ico`. */
export const faviconPaths = { svg: '/assets/favicon.svg', ico: '/favicon.ico' } as const

const maxAge = 24 * 60 * 60
const side = 32

/** Serves the icon as SVG. */
export function favicon(): Page {
  const svg = readSvg()
  return {
    path: faviconPaths.svg,
    get: (_req, res) => {
      res.set('Cache-Control', `public, max-age=${maxAge}`).type('image/svg+xml').send(svg)
    },
  }
}

/** Serves the icon as ICO, converted once at the first request. */
export function faviconIco(): Page {
  let converted: Promise<Buffer> | undefined
  return {
    path: faviconPaths.ico,
    async get(_req, res) {
      converted ??= convertToIco()
      const ico = await converted
      res.set('Cache-Control', `public, max-age=${maxAge}`).type('image/x-icon').send(ico)
    },
  }
}

function readSvg(): Buffer {
  return readFileSync(new URL('./assets/favicon.svg', import.meta.url))
}

/**
 * An ICO file with one image: a directory of one entry, and the image as PNG. Loads sharp on first use, since its
 * libraries take memory and time.
 */
async function convertToIco(): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const png = await sharp(readSvg(), { density: 216 }).resize(side, side).png().toBuffer()
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
