import { nameCharacters, startsName } from './name-characters.js'
import type { Source } from './source.js'

/** The index of the local part of a qualified name; 0 without a prefix. @throws XmlError for any other use of colons */
export function localStart(source: Source, qualified: string): number {
  const colon = qualified.indexOf(':')
  if (colon === -1) return 0
  const start = colon + 1
  const begins = ((nameCharacters[qualified.charCodeAt(start)] ?? 0) & startsName) !== 0
  if (colon === 0 || !begins || qualified.includes(':', start)) {
    throw source.malformed('A name has colons where none may be, or a part that is no name')
  }
  return start
}
