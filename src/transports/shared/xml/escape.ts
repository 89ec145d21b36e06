import { notXml, suspicious } from '../../../core/schema/not-xml.js'

const everyNotXml = new RegExp(notXml, 'gu')

/** Writes text between tags. Characters that XML cannot carry become U+FFFD. */
export const escapeText: (text: string) => string = escaper({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' })
/** Writes text between double quotes, so that no white space is lost when it is read. */
export const escapeAttribute: (text: string) => string = escaper({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
})

/** What is written in place of an ASCII character, by its code. */
type Escapes = readonly (string | undefined)[]

/** Most texts need nothing, and one look at the whole finds that out. */
function escaper(characters: Readonly<Record<string, string>>): (text: string) => string {
  const escapes = Array.from({ length: 128 }, (_, code) => characters[String.fromCharCode(code)])
  const special = new RegExp(`[${Object.keys(characters).join('')}]|${suspicious.source}`)
  return (text) => (special.test(text) ? escapeBy(escapes, text) : text)
}

/** One pass by character code; a regular expression that calls back for every character takes five times as long. */
function escapeBy(escapes: Escapes, text: string): string {
  const safe = suspicious.test(text) ? text.replace(everyNotXml, '\ufffd') : text
  let written = ''
  let start = 0
  for (let at = 0; at < safe.length; at++) {
    const escaped = escapes[safe.charCodeAt(at)]
    if (escaped === undefined) continue
    written += safe.slice(start, at) + escaped
    start = at + 1
  }
  return start === 0 ? safe : written + safe.slice(start)
}
