import readExif, { type Exif } from 'exif-reader'
import type { Position } from '../ports/documents.js'

/** What a camera noted in a picture. */
export interface CameraNotes {
  /** `YYYY-MM-DD HH:MM:SS` by the camera's clock. */
  readonly created: string | undefined
  readonly position: Position | undefined
}

/** Reads the EXIF block of a picture; a block that makes no sense says nothing. */
export function cameraNotes(block: Buffer | undefined): CameraNotes {
  const exif = block === undefined ? undefined : parse(block)
  return { created: createdIn(exif), position: positionIn(exif) }
}

function parse(block: Buffer): Exif | undefined {
  try {
    return readExif(block)
  } catch {
    // Cameras and editors write many broken blocks around good pictures.
    return undefined
  }
}

function createdIn(exif: Exif | undefined): string | undefined {
  const date: unknown = exif?.Photo?.DateTimeOriginal
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) return undefined
  const text = date.toISOString()
  return /^\d{4}-/.test(text) ? text.slice(0, 19).replace('T', ' ') : undefined
}

function positionIn(exif: Exif | undefined): Position | undefined {
  const gps = exif?.GPSInfo
  const lat = degrees(gps?.GPSLatitude, gps?.GPSLatitudeRef === 'S', 90)
  const lng = degrees(gps?.GPSLongitude, gps?.GPSLongitudeRef === 'W', 180)
  return lat === undefined || lng === undefined ? undefined : { lat, lng }
}

/** Degrees, minutes and seconds as one number of at most six decimals; undefined where they are none. */
function degrees(parts: unknown, negative: boolean, most: number): number | undefined {
  if (!Array.isArray(parts) || parts.length !== 3) return undefined
  const [whole, minutes, seconds]: unknown[] = parts
  const value = Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600
  if (!(value >= 0 && value <= most)) return undefined
  return Math.round((negative ? -value : value) * 1e6) / 1e6
}
