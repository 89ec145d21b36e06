import type { Media } from './ports/documents.js'

/** The width and height of an icon in pixels. */
export const iconSize = 240

const drawings: Readonly<Record<Media, string>> = {
  photo: '<path d="M48 64h144v112H48z M60 164h120l-40-52-28 36-18-22z"/>',
  video: '<path d="M92 72v96l80-48z"/>',
  audio: '<path d="M104 60v84a26 22 0 1 0 14 20V88l44-10V58z"/>',
  other: '<path d="M76 48h56l32 32v112H76z M124 56v32h32"/>',
}

/** The icon of a document that has no picture, as SVG. */
export function mediaIcon(media: Media): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${iconSize}" height="${iconSize}">` +
      `<rect width="${iconSize}" height="${iconSize}" fill="#e4e7eb"/><g fill="#52606d" fill-rule="evenodd">${drawings[media]}</g></svg>`,
  )
}
