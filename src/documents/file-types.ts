import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'
import { fileTypeFromFile } from 'file-type'
import type { Media } from './ports/documents.js'

/** What a file turned out to be. */
export interface FileKind {
  readonly media: Media
  /** The ending that fits the content. */
  readonly ext: string
}

/** Pictures that can be shown; every other kind of picture is kept like any other file. */
const photos = new Set(['jpg', 'png', 'apng', 'gif', 'webp', 'tif', 'avif'])

/** Files beside pictures, films and sounds. */
const others = new Set([
  'pdf', 'zip', 'gz', '7z', 'rar', 'tar', 'bz2', 'xz', 'epub', 'mobi', 'ps', 'eps', 'rtf',
  'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'cfb', 'odt', 'ods', 'odp', 'odg',
]) // biome-ignore format: a list to be read as one

/**
 * Finds out by its content what a file is; neither its name nor what the client says about it counts.
 *
 * @returns undefined for what is not accepted: plain and marked-up text, programs, and whatever has no known form
 */
export async function kindOfFile(path: string): Promise<FileKind | undefined> {
  const type = (await fileTypeFromFile(path)) ?? (await cutPicture(path))
  if (type === undefined) return undefined
  const { ext, mime } = type
  if (mime.startsWith('image/'))
    return { media: photos.has(ext) ? 'photo' : 'other', ext: ext === 'apng' ? 'png' : ext }
  if (mime.startsWith('video/')) return { media: 'video', ext }
  if (mime.startsWith('audio/')) return { media: 'audio', ext }
  return others.has(ext) ? { media: 'other', ext } : undefined
}

/** The beginnings of pictures that are looked into further, and so not known where they are cut off. */
const beginnings = [
  { ext: 'tif', mime: 'image/tiff', bytes: Buffer.from('II*\0', 'latin1') },
  { ext: 'tif', mime: 'image/tiff', bytes: Buffer.from('MM\0*', 'latin1') },
  { ext: 'png', mime: 'image/png', bytes: Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1') },
] as const

async function cutPicture(path: string) {
  const start = await startOf(path, 16)
  return beginnings.find(({ bytes }) => start.subarray(0, bytes.length).equals(bytes))
}

/** How much of a file shows whether it is a text. */
const sniffedBytes = 4096

/** Whether a file is plain or marked-up text: some kinds of pictures begin with letters, and so may a page. */
export async function isTextFile(path: string): Promise<boolean> {
  const start = await startOf(path, sniffedBytes)
  // A character may be cut off at the end.
  const isText = [0, 1, 2, 3].some((cut) => isUtf8(start.subarray(0, Math.max(0, start.length - cut))))
  return isText && !/[\0-\x08\x0e-\x1f]/.test(start.toString('latin1'))
}

async function startOf(path: string, length: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
