import { isUtf8 } from 'node:buffer'
import { open } from 'node:fs/promises'
import type { Media } from './ports/documents.js'

/** The detected type of a file. */
export interface FileKind {
  readonly media: Media
  /** The extension for the content. */
  readonly ext: string
}

/** Formats that are photos; every other image format is stored as a plain file. */
const photos = new Set(['jpg', 'png', 'apng', 'gif', 'webp', 'tif', 'avif'])

/** Accepted formats other than images, video and audio. */
const others = new Set([
  'pdf', 'zip', 'gz', '7z', 'rar', 'tar', 'bz2', 'xz', 'epub', 'mobi', 'ps', 'eps', 'rtf',
  'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'cfb', 'odt', 'ods', 'odp', 'odg',
]) // biome-ignore format: a list to be read as one

/**
 * Detects the type of a file by its content, never by its name or the client's Content-Type.
 *
 * @returns undefined for types that are not accepted: plain and marked-up text, programs, and unknown formats
 */
export async function kindOfFile(path: string): Promise<FileKind | undefined> {
  // Loaded on first use, since it is of use to uploads only.
  const { fileTypeFromFile } = await import('file-type')
  const type = (await fileTypeFromFile(path)) ?? (await truncatedPicture(path))
  if (type === undefined) return undefined
  const { ext, mime } = type
  if (mime.startsWith('image/'))
    return { media: photos.has(ext) ? 'photo' : 'other', ext: ext === 'apng' ? 'png' : ext }
  if (mime.startsWith('video/')) return { media: 'video', ext }
  if (mime.startsWith('audio/')) return { media: 'audio', ext }
  return others.has(ext) ? { media: 'other', ext } : undefined
}

/** Signatures of formats that file-type does not detect in truncated files. */
const signatures = [
  { ext: 'tif', mime: 'image/tiff', bytes: Buffer.from('II*\0', 'latin1') },
  { ext: 'tif', mime: 'image/tiff', bytes: Buffer.from('MM\0*', 'latin1') },
  { ext: 'png', mime: 'image/png', bytes: Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1') },
] as const

async function truncatedPicture(path: string) {
  const start = await startOf(path, 16)
  return signatures.find(({ bytes }) => start.subarray(0, bytes.length).equals(bytes))
}

/** How many bytes {@link isTextFile} reads. */
const sniffedBytes = 4096

/** Whether a file is plain or marked-up text. The signatures of some image formats are letters, with which a text may begin. */
export async function isTextFile(path: string): Promise<boolean> {
  const start = await startOf(path, sniffedBytes)
  // The last character may be incomplete.
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
