import { access, constants } from 'node:fs/promises'
import type { Files } from '../ports/files.js'
import type { Processed, UploadJob } from '../ports/upload-jobs.js'
import { cameraNotes } from './exif.js'
import { iconSize, mediaIcon } from './media-icons.js'
import { type MadeThumb, makeThumbs, type Picture, readPicture, rotationOf } from './thumbnails.js'

/**
 * Looks at an uploaded file and puts its thumbnails beside it.
 *
 * @returns what was found, or undefined where the picture is damaged or too large to decode
 * @throws what the disk said
 */
export async function processUpload(job: UploadJob, files: Files): Promise<Processed | undefined> {
  if (job.media !== 'photo') {
    const icon = { width: iconSize, height: iconSize, hasAlpha: false }
    const thumbs = await makeThumbs(mediaIcon(job.media), icon)
    return keep(job, files, thumbs, undefined)
  }
  const seen = await look(files.pathOf(job.fileKey, 'original'), job.orientation)
  return seen === undefined ? undefined : keep(job, files, seen.thumbs, seen.picture)
}

interface Seen {
  readonly picture: Picture
  readonly thumbs: MadeThumb[]
}

async function look(path: string, orientation: number | undefined): Promise<Seen | undefined> {
  await access(path, constants.R_OK)
  try {
    const picture = await readPicture(path)
    return { picture, thumbs: await makeThumbs(path, picture, orientation) }
  } catch {
    // The decoder has one kind of error for everything that is wrong with a picture; the caller is told `invalid`.
    return undefined
  }
}

async function keep(
  job: UploadJob,
  files: Files,
  thumbs: readonly MadeThumb[],
  picture: Picture | undefined,
): Promise<Processed> {
  for (const { label, bytes } of thumbs) await files.write(job.fileKey, label, bytes)
  return {
    width: picture?.width,
    height: picture?.height,
    rotation: rotationOf(job.orientation ?? picture?.orientation ?? 1),
    ...cameraNotes(picture?.exif),
    thumbs: thumbs.map(({ label, ext, width, height }) => ({ label, ext, width, height })),
  }
}
