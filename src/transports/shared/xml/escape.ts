/** What XML 1.0 cannot carry even escaped (section 2.2), lone surrogates among them. */
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu

const textEscapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }
const attributeEscapes: Readonly<Record<string, string>> = {
  ...textEscapes,
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/** Writes text between tags. Characters that XML cannot carry become U+FFFD. */
export function escapeText(text: string): string {
  if (!/[&<>\r\0-\x08\v\f\x0e-\x1f\ud800-\udfff\ufffe\uffff]/.test(text)) return text
  return writable(text).replace(/[&<>\r]/g, (character) => textEscapes[character] ?? '')
}

/** Writes text between double quotes, so that no white space is lost when it is read. */
export function escapeAttribute(text: string): string {
  if (!/[&<>"\0-\x1f\ud800-\udfff\ufffe\uffff]/.test(text)) return text
  return writable(text).replace(/[&<>"\r\n\t]/g, (character) => attributeEscapes[character] ?? '')
}

function writable(text: string): string {
  return text.replace(unwritable, '\ufffd')
}
