import { access, constants } from 'node:fs/promises'
import { readCameraData } from './exif.js'
import { isTextFile } from './file-types.js'
import { iconSize, mediaIcon } from './media-icons.js'
import type { Media } from './ports/documents.js'
import type { Files } from './ports/files.js'
import type { Processed, UploadJob } from './ports/upload-jobs.js'
import { makeThumbs, type Picture, type RenderedThumb, readPicture, rotationOf } from './thumbnails.js'

/**
 * Processes an uploaded file: reads its metadata and stores its thumbnails. A picture that is damaged or too large to decode
 * is accepted, with icons as thumbnails.
 *
 * @returns undefined where the file is a text that only begins like a picture
 * @throws errors of the file system
 */
export async function processUpload(job: UploadJob, files: Files): Promise<Processed | undefined> {
  if (job.media !== 'photo') return store(job, files, await makeIcons(job.media), undefined)
  const path = files.pathOf(job.fileKey, 'original')
  await access(path, constants.R_OK)
  const picture = await unlessDamaged(readPicture(path))
  if (picture === undefined && (await isTextFile(path))) return undefined
  const thumbs = picture && (await unlessDamaged(makeThumbs(path, picture, job.orientation)))
  return store(job, files, thumbs ?? (await makeIcons(job.media)), picture)
}

function makeIcons(media: Media): Promise<RenderedThumb[]> {
  return makeThumbs(mediaIcon(media), { width: iconSize, height: iconSize, hasAlpha: false })
}

/** Maps any error to undefined: sharp has one kind of error for everything that is wrong with a picture. */
async function unlessDamaged<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work
  } catch {
    return undefined
  }
}

async function store(
  job: UploadJob,
  files: Files,
  thumbs: readonly RenderedThumb[],
  picture: Picture | undefined,
): Promise<Processed> {
  for (const { label, bytes } of thumbs) await files.write(job.fileKey, label, bytes)
  return {
    width: picture?.width,
    height: picture?.height,
    rotation: rotationOf(job.orientation ?? picture?.orientation ?? 1),
    ...readCameraData(picture?.exif),
    thumbs: thumbs.map(({ label, ext, width, height }) => ({ label, ext, width, height })),
  }
}
