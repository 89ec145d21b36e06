/** The UTF-16 unit may occur in a name. */
export const inName = 1
/** The UTF-16 unit may also begin a name. */
export const startsName = 2

type Range = readonly [first: number, last: number]

/**
 * NameStartChar of XML 1.0, fifth edition, production 4. Of the characters beyond U+FFFF, the planes 1 to 14 are name
 * characters as a whole; their high surrogates are listed here, and the low ones below, so that units can be looked
 * up one by one in a text without lone surrogates.
 */
const starts: readonly Range[] = [
  [0x3a, 0x3a],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xd800, 0xdb7f],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
]

/** The further characters of NameChar (production 4a). */
const continues: readonly Range[] = [
  [0x2d, 0x2e],
  [0x30, 0x39],
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
  [0xdc00, 0xdfff],
]

/** A bit field of {@link inName} and {@link startsName} for each UTF-16 unit. */
export const nameCharacters: Uint8Array = new Uint8Array(0x10000)

for (const [first, last] of starts) nameCharacters.fill(inName | startsName, first, last + 1)
for (const [first, last] of continues) nameCharacters.fill(inName, first, last + 1)
