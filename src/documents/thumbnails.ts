import type { Sharp, SharpOptions } from 'sharp'
import type { ThumbLabel } from './ports/documents.js'

/** A rendered thumbnail. */
export interface RenderedThumb {
  readonly label: ThumbLabel
  readonly ext: 'jpg' | 'png'
  readonly width: number
  readonly height: number
  readonly bytes: Buffer
}

/** The metadata of a picture, read without decoding it. */
export interface Picture {
  /** Pixels, as stored. */
  readonly width: number
  readonly height: number
  readonly hasAlpha: boolean
  /** The EXIF orientation, 1 to 8. */
  readonly orientation: number
  readonly exif: Buffer | undefined
}

/** The sizes, each rendered where the picture is larger than `above`, which for a square is compared with the shorter side. */
const sizes: readonly { label: ThumbLabel; size: number; square: boolean; above: number }[] = [
  { label: '75x', size: 75, square: true, above: 0 },
  { label: '100', size: 100, square: false, above: 0 },
  { label: '240', size: 240, square: false, above: 100 },
  { label: '250x', size: 250, square: true, above: 75 },
  { label: '500', size: 500, square: false, above: 240 },
  { label: '560', size: 560, square: false, above: 500 },
  { label: '640', size: 640, square: false, above: 560 },
]

/** The most pixels of a picture that is decoded: 100 megapixels take 400 MB of memory. */
export const maxPixels = 100_000_000

/** The longest side of the intermediate copy, for long and narrow pictures. */
const maxSide = 4096

/** The decoder's options. `failOn: 'none'` renders the missing end of a truncated picture in grey. */
const decoding: SharpOptions = { limitInputPixels: maxPixels, failOn: 'none', animated: false, sequentialRead: true }

/** Clockwise degrees by EXIF orientation; mirrored orientations rotate like the others. */
const rotations: Readonly<Record<number, number>> = { 3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270 }

/** The clockwise rotation that makes a picture of an EXIF orientation upright, in degrees. */
export function rotationOf(orientation: number): number {
  return rotations[orientation] ?? 0
}

/**
 * Loads sharp, on first use since its libraries take memory and time. One thread and no cache, so that decoding does not
 * slow calls down.
 */
async function loadSharp() {
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}

/**
 * Reads the metadata of a picture of any size, without decoding it.
 *
 * @throws Error where it cannot be read
 */
export async function readPicture(path: string): Promise<Picture> {
  const sharp = await loadSharp()
  const { width, height, hasAlpha, orientation, exif } = await sharp(path, {
    ...decoding,
    limitInputPixels: false,
  }).metadata()
  return { width, height, hasAlpha, orientation: orientation ?? 1, exif }
}

/**
 * Renders all thumbnails of a picture: upright, without metadata, in sRGB, never enlarged.
 *
 * @param source the path of the picture, or its bytes
 * @param orientation replaces the EXIF orientation of the picture
 * @throws Error where the picture is damaged or has too many pixels
 */
export async function makeThumbs(
  source: string | Buffer,
  { width, height, hasAlpha }: Pick<Picture, 'width' | 'height' | 'hasAlpha'>,
  orientation?: number,
): Promise<RenderedThumb[]> {
  const sharp = await loadSharp()
  const short = Math.min(width, height)
  const long = Math.max(width, height)
  const scale = Math.min(1, Math.max(640 / long, Math.min(250 / short, maxSide / long)))
  const side = Math.max(1, Math.ceil(long * scale))
  const upright = rotate(sharp(source, decoding), orientation)
  const { data, info } = await upright
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const raw = { width: info.width, height: info.height, channels: info.channels }

  const thumbs: RenderedThumb[] = []
  for (const { label, size, square, above } of sizes) {
    if ((square ? short : long) <= above) continue
    const most = square ? Math.min(size, info.width, info.height) : size
    const small = sharp(data, { raw }).resize(most, most, {
      fit: square ? 'cover' : 'inside',
      withoutEnlargement: true,
    })
    const ext = hasAlpha ? 'png' : 'jpg'
    const encoded = hasAlpha ? small.png() : small.jpeg({ quality: 82 })
    const { data: bytes, info: about } = await encoded.toBuffer({ resolveWithObject: true })
    thumbs.push({ label, ext, width: about.width, height: about.height, bytes })
  }
  return thumbs
}

function rotate(picture: Sharp, orientation: number | undefined): Sharp {
  return orientation === undefined ? picture.autoOrient() : picture.rotate(rotationOf(orientation))
}
