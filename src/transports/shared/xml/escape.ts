import { maybeNotXml, notXml } from '../../../core/schema/not-xml.js'

const everyNotXml = new RegExp(notXml, 'gu')

/** Escapes text content. Characters that XML forbids become U+FFFD. */
export const escapeText: (text: string) => string = escaper({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' })
/** Escapes a value in double quotes; white space is escaped to survive normalisation. */
export const escapeAttribute: (text: string) => string = escaper({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
})

/** The replacements of ASCII characters, by code. */
type Escapes = readonly (string | undefined)[]

/** Creates an escaper. Most texts need no escape, which one match of the whole finds out. */
function escaper(characters: Readonly<Record<string, string>>): (text: string) => string {
  const escapes = Array.from({ length: 128 }, (_, code) => characters[String.fromCharCode(code)])
  const special = new RegExp(`[${Object.keys(characters).join('')}]|${maybeNotXml.source}`)
  return (text) => (special.test(text) ? escapeBy(escapes, text) : text)
}

/** Escapes in one pass by character code; `replace` with a callback takes five times as long. */
function escapeBy(escapes: Escapes, text: string): string {
  const safe = maybeNotXml.test(text) ? text.replace(everyNotXml, '\ufffd') : text
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
