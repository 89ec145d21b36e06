/** An image file directory (IFD) of an EXIF block: values by tag number. */
export interface ExifDirectory {
  /** An ASCII value without its terminating zero bytes; undefined where the tag is absent or of another type. */
  text(tag: number): string | undefined
  /** RATIONAL or SRATIONAL values; undefined where the tag is absent, of another type, or one divides by zero. */
  fractions(tag: number): readonly number[] | undefined
  /** The directory that a tag points to. */
  directory(tag: number): ExifDirectory | undefined
}

/** The supported types of TIFF 6.0 (section 2). */
const types = { ascii: 2, long: 4, fraction: 5, signedFraction: 10 } as const

/** The size of an entry in bytes: tag, type, count, and the value or its offset. */
const entrySize = 12

/** The most values of an entry; dates and positions have fewer, and a damaged file may claim millions. */
const maxCount = 64

/** Opens the first directory of an EXIF block, which has the structure of a TIFF file; undefined where it has not. */
export function openExif(block: Buffer): ExifDirectory | undefined {
  const tiff = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block
  const order = tiff.toString('latin1', 0, 2)
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return undefined
  const reader = new TiffReader(tiff, order === 'II')
  return reader.uint16(2) === 42 ? openDirectory(reader, reader.uint32(4)) : undefined
}

/** Reads numbers in the byte order of a file. */
class TiffReader {
  readonly bytes: Buffer
  readonly #little: boolean

  constructor(bytes: Buffer, little: boolean) {
    this.bytes = bytes
    this.#little = little
  }

  uint16(at: number): number {
    return this.#little ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at)
  }

  uint32(at: number): number {
    return this.#little ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at)
  }

  int32(at: number): number {
    return this.uint32(at) | 0
  }

  /** Whether a range lies inside the file. */
  holds(at: number, length: number): boolean {
    return at + length <= this.bytes.length
  }
}

function openDirectory(reader: TiffReader, start: number): ExifDirectory | undefined {
  if (!reader.holds(start, 2)) return undefined
  const first = start + 2
  const count = Math.min(reader.uint16(start), Math.floor((reader.bytes.length - first) / entrySize))

  const find = (tag: number): Entry | undefined => {
    for (let at = first; at < first + count * entrySize; at += entrySize) {
      if (reader.uint16(at) === tag) return readEntry(reader, at)
    }
    return undefined
  }
  return {
    text(tag) {
      const { type, at, count = 0 } = find(tag) ?? {}
      if (type !== types.ascii || at === undefined) return undefined
      return reader.bytes.toString('latin1', at, at + count).replace(/\0+$/, '')
    },
    fractions(tag) {
      const { type, at, count = 0 } = find(tag) ?? {}
      if ((type !== types.fraction && type !== types.signedFraction) || at === undefined) return undefined
      const number = (place: number) => (type === types.fraction ? reader.uint32(place) : reader.int32(place))
      const values = Array.from({ length: count }, (_, index) => number(at + 8 * index) / number(at + 8 * index + 4))
      return values.every(Number.isFinite) ? values : undefined
    },
    directory(tag) {
      const { type, at } = find(tag) ?? {}
      return type === types.long && at !== undefined ? openDirectory(reader, reader.uint32(at)) : undefined
    },
  }
}

interface Entry {
  readonly type: number
  readonly count: number
  /** The offset of the value. */
  readonly at: number
}

const sizes: Readonly<Record<number, number>> = {
  [types.ascii]: 1,
  [types.long]: 4,
  [types.fraction]: 8,
  [types.signedFraction]: 8,
}

/** Reads an entry; undefined where its type is not supported, or its value is too long or beyond the end. */
function readEntry(reader: TiffReader, start: number): Entry | undefined {
  const type = reader.uint16(start + 2)
  const count = reader.uint32(start + 4)
  const length = count * (sizes[type] ?? Number.POSITIVE_INFINITY)
  const at = length <= 4 ? start + 8 : reader.uint32(start + 8)
  return count <= maxCount && reader.holds(at, length) ? { type, count, at } : undefined
}
