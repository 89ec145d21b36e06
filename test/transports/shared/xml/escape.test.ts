import fc from 'fast-check'
import { escapeAttribute, escapeText } from '../../../../src/transports/shared/xml/escape.js'
import { readXml } from '../../../../src/transports/shared/xml/read-xml.js'
import { fuzzRuns } from '../../../support/fuzz-runs.js'
import { saxesTree } from './saxes-tree.js'

const numRuns = fuzzRuns(3000)

/** Any UTF-16 units, and among them often the ones that XML treats in a way of its own. */
const texts = fc.string({
  unit: fc.oneof(
    fc.nat(0xffff).map((code) => String.fromCharCode(code)),
    fc.nat(0x7f).map((code) => String.fromCharCode(code)),
    fc.constantFrom(
      '\r\n',
      '\r',
      '\n',
      '\t',
      '"',
      "'",
      '&',
      '<',
      '>',
      ']]>',
      '&amp;',
      '<![CDATA[',
      '-->',
      '😀',
      '\ud83d',
    ),
    fc.constantFrom('\0', '\x85', '\u2028', '\ufeff', '\ufffe', '\uffff', '\ufdd0', '\u{1ffff}'),
  ),
})

/** What is documented to be lost: characters that XML cannot carry. */
function carried(text: string): string {
  return Buffer.from(text)
    .toString()
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
}

test('escaped text is well-formed and parses to the original', () => {
  fc.assert(
    fc.property(texts, texts, (attribute, text) => {
      const document = `<a b="${escapeAttribute(attribute)}">${escapeText(text)}</a>`
      const tree = readXml(document)
      expect(tree).toEqual(saxesTree(document))
      expect(tree.attributes[0]?.value).toBe(carried(attribute))
      expect(tree.text).toBe(carried(text))
    }),
    { numRuns },
  )
})

test('what needs no escaping is left as it is', () => {
  expect(escapeText('a "b" \'c\' é 😀\n\t')).toBe('a "b" \'c\' é 😀\n\t')
  expect(escapeAttribute("a 'b' é 😀")).toBe("a 'b' é 😀")
})
