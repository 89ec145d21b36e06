/** The content types that browsers may display inline, by file extension; none of them can run scripts. */
const inlineTypes: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  webm: 'video/webm',
  ogv: 'video/ogg',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  flac: 'audio/flac',
  wav: 'audio/wav',
}

/** The content type of a file that may be displayed inline; undefined for one that is served as a download. */
export function inlineType(ext: string): string | undefined {
  return Object.hasOwn(inlineTypes, ext) ? inlineTypes[ext] : undefined
}
