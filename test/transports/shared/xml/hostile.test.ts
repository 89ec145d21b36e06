import { readXml } from '../../../../src/transports/shared/xml/read-xml.js'
import { XmlError } from '../../../../src/transports/shared/xml/xml-error.js'

const mebibyte = 1024 * 1024

/** A document of one mebibyte: a start, pieces as often as they fit, an end. */
function filled(start: string, piece: string | ((index: number) => string), end: string): string {
  const pieces: string[] = []
  let size = start.length + end.length
  for (let i = 0; ; i++) {
    const next = typeof piece === 'string' ? piece : piece(i)
    size += next.length
    if (size > mebibyte) return start + pieces.join('') + end
    pieces.push(next)
  }
}

/** As many attributes as an element takes. */
const fullTag = (attribute: (index: number) => string) =>
  `<b ${Array.from({ length: 64 }, (_, i) => attribute(i)).join(' ')}/>`
const longPrefixes = Array.from({ length: 60 }, (_, i) => ` xmlns:p${i}="${'u'.repeat(8000)}${i}"`).join('')

/** Each is the worst that somebody thought of for one part of the reader. */
const documents: readonly (readonly [string, string])[] = [
  ['elements inside one another', filled('', '<a>', '')],
  ['elements inside one another, closed', '<a>'.repeat(20_000) + '</a>'.repeat(20_000)],
  ['empty elements', filled('<a>', '<b/>', '</a>')],
  [
    'elements up to their limit, with attributes up to the size',
    filled('<a>', '<b c="1" d="2" e="3" f="4" g="5"  h="6"  /> ', '</a>'),
  ],
  ['50,000 attributes', filled('<a', (i) => ` a${i}=""`, '/>')],
  [
    'elements full of attributes',
    filled(
      '<a>',
      fullTag((i) => `a${i}=""`),
      '</a>',
    ),
  ],
  [
    'elements full of attributes of one name',
    filled(
      `<a${longPrefixes}>`,
      fullTag((i) => `p${i % 60}:a${i}=""`),
      '</a>',
    ),
  ],
  [
    'one attribute in many long namespaces',
    filled(`<a${longPrefixes}>`, `<b ${Array.from({ length: 60 }, (_, i) => `p${i}:a=""`).join(' ')}/>`, '</a>'),
  ],
  ['namespaces declared again and again', filled('<a>', '<b xmlns="u" xmlns:p="v" xmlns:q="w"/>', '</a>')],
  ['namespaces each of another name', filled('<a>', (i) => `<b xmlns="${i}${'u'.repeat(40)}"/>`, '</a>')],
  ['declarations in one element', filled('<a', (i) => ` xmlns:p${i}="u"`, '/>')],
  ['comments', filled('<a>', 'x<!---->', '</a>')],
  ['comments before the root', filled('', '<!---->', '<a/>')],
  ['sections', filled('<a>', 'x<![CDATA[y]]>', '</a>')],
  ['references', filled('<a>', '&#65;', '</a>').slice(0, mebibyte)],
  ['references in attributes', filled('<a>', `<b c="${'&lt;'.repeat(2000)}"/>`, '</a>')],
  ['a reference with many digits', filled('<a>&#', '0', '65;</a>')],
  ['ampersands', filled('<a>', '&', '</a>')],
  ['an ampersand before a long text', filled('<a>&', 'x', '</a>')],
  ['line ends', filled('<a>', '\r\n', '</a>')],
  ['carriage returns in attributes', filled('<a>', `<b c="${'\r'.repeat(8000)}"/>`, '</a>')],
  ['space in a tag', filled('<a', ' ', '/>')],
  ['space in a declaration', filled('<?xml version="1.0"', ' ', '?><a/>')],
  ['space after a declaration', filled('<?xml version="1.0"?>', '\n', '<a/>')],
  ['a name', filled('<', 'a', '/>')],
  ['colons', filled('<', ':', '/>')],
  ['an attribute that does not end', filled('<a b="', 'x', '')],
  ['a comment that does not end', filled('<!--', '- ', '')],
  ['a section that does not end', filled('<a><![CDATA[', ']]', '')],
  ['sections that do not begin', filled('<a>', '<![CDATA', '')],
  ['brackets', filled('<a>', ']', '</a>')],
  ['surrogates', filled('<a>', '😀', '</a>')],
  ['half a pair at the end', filled('<a>', '😀', '\ud83d')],
  ['text beyond its limit', filled('<a>', 'é', '</a>')],
  ['an end tag with space', filled('<a></a', ' ', '>')],
]

/** Processor time of one reading, in milliseconds. */
function cost(text: string): number {
  const start = process.cpuUsage()
  try {
    readXml(text)
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
  }
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** What a document costs by the side of another; each at its best of five in turn, since others use the machine too. */
function ratio(text: string, other: string): number {
  const pairs = Array.from({ length: 5 }, () => [cost(text), cost(other)] as const)
  const best = (costs: readonly number[]) => Math.max(Math.min(...costs), 1)
  return best(pairs.map(([own]) => own)) / best(pairs.map(([, others]) => others))
}

const ordinary = filled('<a>', (i) => `<photo id="${i}"><title>A title &amp; more</title></photo>`, '</a>')

test.each(documents)('%s cost no more than a few times an ordinary document of the same size', (_what, text) => {
  expect(ratio(text, ordinary)).toBeLessThan(20)
})

test('twice the document costs no more than twice the time, and a bit', () => {
  const size = 8 * mebibyte
  const double = (text: string) => ratio(text + text, text)
  expect(double(`<!--${'-x'.repeat(size / 8)}-->`)).toBeLessThan(4)
  expect(double(`<!---->${' '.repeat(size / 4)}`)).toBeLessThan(4)
})
