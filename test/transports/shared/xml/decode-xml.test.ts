import fc from 'fast-check'
import { decodeXml } from '../../../../src/transports/shared/xml/decode-xml.js'
import { readXml } from '../../../../src/transports/shared/xml/read-xml.js'
import { XmlError } from '../../../../src/transports/shared/xml/xml-error.js'
import { fuzzRuns } from '../../../support/fuzz-runs.js'

const numRuns = fuzzRuns(3000)

const bytes = (...values: number[]) => Buffer.from(values)
const join = (...parts: (Buffer | string)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
const utf8Mark = bytes(0xef, 0xbb, 0xbf)
const littleMark = bytes(0xff, 0xfe)
const bigMark = bytes(0xfe, 0xff)
const little = (text: string) => Buffer.from(text, 'utf16le')
const big = (text: string) => little(text).swap16()
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>é</a>`

describe('what decides on the encoding', () => {
  const cases: [string, Buffer, string | undefined, string][] = [
    ['nothing: UTF-8', join('<a>é€😀</a>'), undefined, '<a>é€😀</a>'],
    ['the declaration', latin1(declared('ISO-8859-1')), undefined, declared('ISO-8859-1')],
    [
      'the declaration, in single quotes',
      latin1("<?xml version='1.0' encoding = 'latin1'?><a>é</a>"),
      undefined,
      "<?xml version='1.0' encoding = 'latin1'?><a>é</a>",
    ],
    ['the header, against the declaration', join(declared('iso-8859-1')), 'utf-8', declared('iso-8859-1')],
    [
      'the header, against a declaration of an encoding unknown here',
      join(declared('koi8-r')),
      'utf-8',
      declared('koi8-r'),
    ],
    ['the header, where the declaration says UTF-16', join(declared('utf-16')), 'utf-8', declared('utf-16')],
    ['the mark, against the header', join(utf8Mark, '<a>é</a>'), 'iso-8859-1', '<a>é</a>'],
    ['the mark, against the declaration', join(utf8Mark, declared('us-ascii')), undefined, declared('us-ascii')],
    ['the mark, against both', join(littleMark, little(declared('utf-8'))), 'utf-8', declared('utf-8')],
    ['the big mark, against the header', join(bigMark, big('<a>é😀</a>')), 'utf-16le', '<a>é😀</a>'],
    ['UTF-16 in the header, with a mark', join(bigMark, big('<a>é</a>')), 'utf-16', '<a>é</a>'],
    ['UTF-16 in the header, big without a mark', big('<a>é</a>'), 'utf-16', '<a>é</a>'],
    ['UTF-16LE in the header', little('<a>é</a>'), 'utf-16le', '<a>é</a>'],
    ['UTF-16BE in the header', big('<a>é</a>'), 'utf-16be', '<a>é</a>'],
    ['the shape of the first bytes, little', little(declared('utf-16')), undefined, declared('utf-16')],
    ['the shape of the first bytes, big', big(declared('utf-16')), undefined, declared('utf-16')],
    ['windows-1252', bytes(0x3c, 0x61, 0x3e, 0x80, 0x9f, 0xe9), 'windows-1252', '<a>€Ÿé'],
    ['ISO-8859-1 keeps its controls', bytes(0x80, 0xff), 'iso-8859-1', '\x80ÿ'],
    ['US-ASCII', join('<a/>'), 'us-ascii', '<a/>'],
  ]
  test.each(cases)('%s', (_what, document, charset, text) => {
    expect(decodeXml(document, charset)).toBe(text)
  })
})

describe('what is refused', () => {
  const cases: [string, Buffer, string | undefined][] = [
    ['UTF-7 in the header', join('+ADw-a/+AD4-'), 'utf-7'],
    ['UTF-7 in the declaration', join('<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<a/>'), undefined],
    ['a charset unknown here', join('<a/>'), 'koi8-r'],
    ['an encoding unknown here', join(declared('ebcdic-cp-us')), undefined],
    ['a name that reaches into a prototype', join('<a/>'), '__proto__'],
    ['UTF-16 that is declared in single bytes', join(declared('utf-16')), undefined],
    ['UTF-8 that is cut', bytes(0x3c, 0x61, 0x3e, 0xc3), undefined],
    ['UTF-8 that is overlong', bytes(0xc0, 0xbc), 'utf-8'],
    ['UTF-8 with a surrogate', bytes(0xed, 0xa0, 0x80), 'utf-8'],
    ['latin1 that is called UTF-8', latin1(declared('utf-8')), undefined],
    ['US-ASCII with a high byte', join(declared('us-ascii')), undefined],
    ['a place of windows-1252 that is empty', bytes(0x81), 'windows-1252'],
    ['UTF-16 of an odd length', join(littleMark, little('<a/>'), bytes(0x20)), undefined],
    ['UTF-16 with half a pair', join(bigMark, bytes(0xd8, 0x00, 0x00, 0x41)), undefined],
  ]
  test.each(cases)('%s', (_what, document, charset) => {
    expect(() => decodeXml(document, charset)).toThrow(XmlError)
  })
})

test('any bytes give a tree or an XmlError', () => {
  const encodings = [
    'utf-8',
    'utf-16',
    'utf-16le',
    'utf-16be',
    'iso-8859-1',
    'windows-1252',
    'us-ascii',
    'utf-7',
    '',
    'x',
  ]
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 4 }).map((values) => Buffer.from(values)),
    fc.constantFrom(utf8Mark, littleMark, bigMark),
    fc.constantFrom(...encodings.map((encoding) => Buffer.from(declared(encoding)))),
    fc
      .constantFrom('<a>é😀</a>', '<?xml', '?>', '<a/>')
      .chain((text) => fc.constantFrom(join(text), little(text), big(text))),
  )
  const documents = fc.array(piece, { maxLength: 4 }).map((pieces) => Buffer.concat(pieces))
  let read = 0
  fc.assert(
    fc.property(documents, fc.option(fc.constantFrom(...encodings), { nil: undefined }), (document, charset) => {
      try {
        read += readXml(decodeXml(document, charset)).name === 'a' ? 1 : 0
      } catch (error) {
        expect(error).toBeInstanceOf(XmlError)
      }
    }),
    { numRuns },
  )
  expect(read).toBeGreaterThan(0)
})
