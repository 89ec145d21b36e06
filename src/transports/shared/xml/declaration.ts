import type { Source } from './source.js'

/** The XML declaration (production 23), with normalised line ends. */
const declaration =
  /<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(["'])1\.[0-9]+\1(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(["'])[A-Za-z][A-Za-z0-9._-]*\2)?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(["'])(?:yes|no)\3)?[ \t\n]*\?>/y

/**
 * Skips the XML declaration, if there is one. Every version 1.x is read as 1.0, as the fifth edition requires
 * (section 2.8).
 *
 * @throws XmlError for an invalid declaration
 */
export function readDeclaration(source: Source): void {
  if (!source.looksAt('<?xml')) return
  declaration.lastIndex = source.position
  if (!declaration.test(source.text)) {
    throw source.malformed('The XML declaration must hold version, then encoding and standalone if at all, in quotes')
  }
  source.position = declaration.lastIndex
}
