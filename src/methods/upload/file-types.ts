import { fileTypeFromFile } from 'file-type'
import type { Media } from '../ports/documents.js'

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
  const type = await fileTypeFromFile(path)
  if (type === undefined) return undefined
  const { ext, mime } = type
  if (mime.startsWith('image/'))
    return { media: photos.has(ext) ? 'photo' : 'other', ext: ext === 'apng' ? 'png' : ext }
  if (mime.startsWith('video/')) return { media: 'video', ext }
  if (mime.startsWith('audio/')) return { media: 'audio', ext }
  return others.has(ext) ? { media: 'other', ext } : undefined
}
