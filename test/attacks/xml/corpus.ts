/** A hostile document, without the envelope of a protocol around its value. */
export interface XmlAttack {
  readonly name: string
  /** What stands before the root. */
  readonly prolog: string
  /** What stands where an envelope has a text value. */
  readonly value: string
  /** What must become of it: refused as a document, or a harmless value that reads as this text. */
  readonly outcome: 'refused' | { readonly text: string }
  /** Turns the text into bytes; UTF-8 where nothing else is said. */
  readonly encode?: (text: string) => Buffer
  /** The charset that the HTTP header names. */
  readonly charset?: string
}

/** The bytes of an attack on a protocol, whose envelope puts a value, written as XML, into its root element. */
export function attackBytes({ prolog, value, encode }: XmlAttack, envelope: (value: string) => string): Buffer {
  const text = prolog + envelope(value)
  return encode === undefined ? Buffer.from(text) : encode(text)
}

const declaration = '<?xml version="1.0"?>\n'
const doctype = (subset: string) => `${declaration}<!DOCTYPE bomb [\n${subset}\n]>\n`
const entity = (name: string, content: string) => `<!ENTITY ${name} "${content}">`
const chain = (levels: number, times: number, quote = '&') =>
  Array.from({ length: levels }, (_, level) =>
    entity(`e${level}`, level === 0 ? 'ha' : `${quote}e${level - 1};`.repeat(times)),
  ).join('\n')

const littleEndian = (text: string) => Buffer.from(text, 'utf16le')
const bigEndian = (text: string) => littleEndian(text).swap16()
const marked = (mark: string, bytes: Buffer) => Buffer.concat([Buffer.from(mark, 'hex'), bytes])
/** UTF-7 (RFC 2152): what is not a letter, a digit or plain punctuation goes in modified base64. */
const utf7 = (text: string) =>
  Buffer.from(text.replace(/[^A-Za-z0-9 \n]+/g, (run) => `+${bigEndian(run).toString('base64').replace(/=+$/, '')}-`))

/** Entities that grow when they are replaced. */
const bombs: readonly XmlAttack[] = [
  { name: 'billion laughs', prolog: doctype(chain(10, 10)), value: '&e9;', outcome: 'refused' },
  { name: 'a few laughs', prolog: doctype(chain(2, 2)), value: '&e1;', outcome: 'refused' },
  { name: 'laughs that nobody calls for', prolog: doctype(chain(10, 10)), value: 'quiet', outcome: 'refused' },
  { name: 'laughs in an attribute', prolog: doctype(chain(10, 10)), value: '<x y="&e9;"/>', outcome: 'refused' },
  {
    name: 'laughs by parameter entities',
    prolog: doctype('<!ENTITY % a "ha"><!ENTITY % b "%a;%a;">%b;'),
    value: 'x',
    outcome: 'refused',
  },
  { name: 'laughs by numbers', prolog: doctype(chain(10, 10, '&#38;')), value: '&e9;', outcome: 'refused' },
  {
    name: 'quadratic blow-up',
    prolog: doctype(entity('long', 'B'.repeat(100_000))),
    value: '&long;'.repeat(10_000),
    outcome: 'refused',
  },
  {
    name: 'cyclic entities',
    prolog: doctype(`${entity('a', '&b;')}${entity('b', '&a;')}`),
    value: '&a;',
    outcome: 'refused',
  },
  {
    name: 'an entity of references',
    prolog: doctype(entity('a', '&#65;'.repeat(50_000))),
    value: '&a;'.repeat(1000),
    outcome: 'refused',
  },
]

/** Documents that would make the reader open something. */
const fetches: readonly XmlAttack[] = [
  {
    name: 'an external entity',
    prolog: doctype('<!ENTITY a SYSTEM "http://127.0.0.1:9/entity">'),
    value: '&a;',
    outcome: 'refused',
  },
  {
    name: 'an external file',
    prolog: doctype('<!ENTITY a SYSTEM "file:///etc/passwd">'),
    value: '&a;',
    outcome: 'refused',
  },
  {
    name: 'an external parameter entity',
    prolog: doctype('<!ENTITY % a SYSTEM "http://127.0.0.1:9/dtd">%a;'),
    value: 'x',
    outcome: 'refused',
  },
  {
    name: 'an external DTD',
    prolog: `${declaration}<!DOCTYPE bomb SYSTEM "http://127.0.0.1:9/dtd">`,
    value: 'x',
    outcome: 'refused',
  },
  {
    name: 'a public DTD',
    prolog: `${declaration}<!DOCTYPE bomb PUBLIC "-//X//Y" "http://127.0.0.1:9/dtd">`,
    value: 'x',
    outcome: 'refused',
  },
  {
    name: 'a style sheet',
    prolog: `${declaration}<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>`,
    value: 'x',
    outcome: 'refused',
  },
]

/** A DOCTYPE that somebody may overlook. */
const hidden: readonly XmlAttack[] = [
  { name: 'a DOCTYPE of nothing', prolog: '<!DOCTYPE bomb>', value: 'x', outcome: 'refused' },
  {
    name: 'two DOCTYPEs',
    prolog: `<!DOCTYPE bomb><!DOCTYPE bomb [${chain(10, 10)}]>`,
    value: '&e9;',
    outcome: 'refused',
  },
  {
    name: 'a DOCTYPE after a comment',
    prolog: `<!--${' '.repeat(100_000)}--><!DOCTYPE bomb [${chain(3, 3)}]>`,
    value: '&e2;',
    outcome: 'refused',
  },
  { name: 'a DOCTYPE in the value', prolog: '', value: `<!DOCTYPE bomb [${chain(3, 3)}]>`, outcome: 'refused' },
  {
    name: 'a DOCTYPE in little UTF-16',
    prolog: doctype(chain(3, 3)),
    value: '&e2;',
    outcome: 'refused',
    encode: (text) => marked('fffe', littleEndian(text)),
  },
  {
    name: 'a DOCTYPE in big UTF-16',
    prolog: doctype(chain(3, 3)),
    value: '&e2;',
    outcome: 'refused',
    encode: (text) => marked('feff', bigEndian(text)),
  },
  {
    name: 'a DOCTYPE in UTF-16 without a mark',
    prolog: doctype(chain(3, 3)),
    value: '&e2;',
    outcome: 'refused',
    encode: littleEndian,
  },
  {
    name: 'a DOCTYPE in UTF-16 by the header',
    prolog: doctype(chain(3, 3)),
    value: '&e2;',
    outcome: 'refused',
    encode: bigEndian,
    charset: 'utf-16be',
  },
  {
    name: 'a DOCTYPE in UTF-7 by the header',
    prolog: doctype(chain(3, 3)),
    value: '&e2;',
    outcome: 'refused',
    encode: utf7,
    charset: 'utf-7',
  },
  {
    name: 'a DOCTYPE in UTF-7 by the declaration',
    prolog: doctype(chain(3, 3)),
    value: '&e2;',
    outcome: 'refused',
    encode: (text) => Buffer.concat([Buffer.from('<?xml version="1.0" encoding="UTF-7"?>'), utf7(text)]),
  },
  {
    name: 'UTF-8 that calls itself UTF-16',
    prolog: '<?xml version="1.0" encoding="UTF-16"?>',
    value: 'x',
    outcome: 'refused',
  },
  {
    name: 'overlong UTF-8',
    prolog: '',
    value: 'x',
    outcome: 'refused',
    encode: (text) => marked('c0bc', Buffer.from(text)),
  },
  {
    name: 'UTF-32',
    prolog: '',
    value: 'x',
    outcome: 'refused',
    encode: (text) => marked('fffe0000', Buffer.from(text, 'utf16le')),
  },
]

/** Documents that cost time or memory in a reader without limits. */
const floods: readonly XmlAttack[] = [
  { name: 'elements 20,000 deep', prolog: '', value: '<x>'.repeat(20_000) + '</x>'.repeat(20_000), outcome: 'refused' },
  { name: 'elements that never end', prolog: '', value: '<x>'.repeat(300_000), outcome: 'refused' },
  {
    name: '50,000 attributes',
    prolog: '',
    value: `<x${Array.from({ length: 50_000 }, (_, i) => ` a${i}=""`).join('')}/>`,
    outcome: 'refused',
  },
  {
    name: '20,000 namespaces',
    prolog: '',
    value: `<x${Array.from({ length: 20_000 }, (_, i) => ` xmlns:a${i}="u"`).join('')}/>`,
    outcome: 'refused',
  },
  { name: '100,000 elements', prolog: '', value: '<x/>'.repeat(100_000), outcome: 'refused' },
  { name: 'a long name', prolog: '', value: `<${'x'.repeat(100_000)}/>`, outcome: 'refused' },
  { name: 'references by number', prolog: '', value: '&#65;'.repeat(80_000), outcome: { text: 'A'.repeat(80_000) } },
  { name: 'a reference to NUL', prolog: '', value: '&#0;', outcome: 'refused' },
  { name: 'a reference to half a pair', prolog: '', value: '&#xD800;', outcome: 'refused' },
  { name: 'an entity that HTML knows', prolog: '', value: '&nbsp;', outcome: 'refused' },
]

/** Values that two readers may read in two ways. */
const splits: readonly XmlAttack[] = [
  { name: 'a value split by a comment', prolog: '', value: 'ad<!-- -->min', outcome: { text: 'admin' } },
  {
    name: 'a value split by markup in a comment',
    prolog: '',
    value: 'ad<!--</v><v>-->min',
    outcome: { text: 'admin' },
  },
  { name: 'a value split by a section', prolog: '', value: 'ad<![CDATA[mi]]>n', outcome: { text: 'admin' } },
  { name: 'a value split by an instruction', prolog: '', value: 'ad<?x?>min', outcome: 'refused' },
  { name: 'a section within a comment', prolog: '', value: 'admin<!--<![CDATA[-->', outcome: { text: 'admin' } },
  {
    name: 'a comment within a section',
    prolog: '',
    value: '<![CDATA[<!--admin-->]]>',
    outcome: { text: '<!--admin-->' },
  },
]

/** Names that reach into the prototype of an object which takes them as its keys. */
export const prototypeNames: readonly string[] = ['__proto__', 'constructor', 'prototype']

/** Every attack, each with what must become of it. */
export const xmlAttacks: readonly XmlAttack[] = [...bombs, ...fetches, ...hidden, ...floods, ...splits]
