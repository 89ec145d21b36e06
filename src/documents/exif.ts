import { type ExifDirectory, openExif } from './exif-directory.js'
import { readCameraDate } from './file-date.js'
import type { Position } from './ports/documents.js'

/** The metadata that a camera has written into a picture. */
export interface CameraData {
  /** `YYYY-MM-DD HH:MM:SS` by the camera's clock. */
  readonly created: string | undefined
  readonly position: Position | undefined
}

/** Tag numbers (Exif 2.32, sections 4.6.3 to 4.6.6). */
const tags = {
  photo: 0x8769,
  gps: 0x8825,
  dateTimeOriginal: 0x9003,
  latitudeRef: 1,
  latitude: 2,
  longitudeRef: 3,
  longitude: 4,
} as const

/**
 * Reads the EXIF block of a picture. Cameras and editors write many invalid blocks into good pictures: an invalid or incomplete
 * value counts as unknown, and is never guessed.
 */
export function readCameraData(block: Buffer | undefined): CameraData {
  const exif = block === undefined ? undefined : openExif(block)
  const taken = exif?.directory(tags.photo)?.text(tags.dateTimeOriginal)
  return {
    created: taken === undefined ? undefined : readCameraDate(taken),
    position: positionIn(exif?.directory(tags.gps)),
  }
}

function positionIn(gps: ExifDirectory | undefined): Position | undefined {
  const lat = signed(degrees(gps?.fractions(tags.latitude), 90), gps?.text(tags.latitudeRef), ['N', 'S'])
  const lng = signed(degrees(gps?.fractions(tags.longitude), 180), gps?.text(tags.longitudeRef), ['E', 'W'])
  if (lat === undefined || lng === undefined) return undefined
  // Cameras without a fix, and editors that remove the position, write zeros on both axes.
  return lat === 0 && lng === 0 ? undefined : { lat, lng }
}

/** Converts degrees, minutes and seconds to decimal degrees; undefined where they are invalid. */
function degrees(parts: readonly number[] | undefined, most: number): number | undefined {
  const [whole = -1, minutes = -1, seconds = -1, surplus] = parts ?? []
  if (surplus !== undefined || whole < 0 || minutes < 0 || seconds < 0 || minutes >= 60 || seconds >= 60)
    return undefined
  const value = whole + minutes / 60 + seconds / 3600
  return value <= most ? value : undefined
}

/** Rounds to six decimals (a tenth of a metre) and applies the sign of the hemisphere; undefined where that is missing. */
function signed(
  value: number | undefined,
  hemisphere: string | undefined,
  [positive, negative]: readonly [string, string],
): number | undefined {
  const letter = hemisphere?.trim().toUpperCase()
  if (value === undefined || (letter !== positive && letter !== negative)) return undefined
  const rounded = Math.round(value * 1e6) / 1e6
  return letter === negative && rounded !== 0 ? -rounded : rounded
}
