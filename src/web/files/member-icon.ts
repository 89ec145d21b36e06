import sharp from 'sharp'

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="75" height="75"><rect width="75" height="75" fill="#e4e7eb"/>' +
  '<g fill="#52606d"><circle cx="37.5" cy="28" r="13"/><path d="M12 68a25.5 24 0 0 1 51 0z"/></g></svg>'

let drawn: Promise<Buffer> | undefined

/** The picture of members who have none of their own, as PNG of 75 by 75 pixels. */
export function memberIcon(): Promise<Buffer> {
  drawn ??= sharp(Buffer.from(drawing)).png().toBuffer()
  return drawn
}
