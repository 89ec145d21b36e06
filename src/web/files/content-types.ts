/** The kinds of files that browsers may show in place; none of them can run anything. */
const shown: Readonly<Record<string, string>> = {
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

/** The content type under which a file is served; undefined for those that can only be saved. */
export function shownType(ext: string): string | undefined {
  return Object.hasOwn(shown, ext) ? shown[ext] : undefined
}
