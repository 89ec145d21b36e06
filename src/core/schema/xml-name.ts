/** NameStartChar without the colon (Namespaces in XML 1.0, production 4; XML 1.0 fifth edition, production 4). */
const start =
  'A-Z_a-z\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f' +
  '\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}'

/** The further characters of NameChar (production 4a). */
const more = '\\-.0-9\\xb7\\u0300-\\u036f\\u203f\\u2040'

const ncName = new RegExp(`^[${start}][${start}${more}]*$`, 'u')
const firstIsStart = new RegExp(`^[${start}]`, 'u')
const everyOther = new RegExp(`[^${start}${more}]`, 'gu')

/** Whether a name is an NCName: the name of an XML element or attribute without a prefix. */
export function isXmlName(name: string): boolean {
  return ncName.test(name)
}

/** Converts a name to an XML name: `_` replaces forbidden characters, and precedes a forbidden first one. */
export function toXmlName(name: string): string {
  const kept = name.replace(everyOther, '_')
  return firstIsStart.test(kept) ? kept : `_${kept}`
}
