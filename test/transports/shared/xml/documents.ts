import fc from 'fast-check'

/** Well-formed documents of every kind that clients send, from which mutations start. */
export const seeds: readonly string[] = [
  '<a/>',
  '<?xml version="1.0"?><a>text</a>',
  "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\r\n<a b = \"1\"\tc='2'>x</a >\r\n",
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="urn:xsi"><soap:Body>
  <m:ipernityRequest xmlns:m="urn:ipernity"><method xsi:type="xsd:string">test.echo</method><a>1 &lt; 2 &amp;&#x41;&#66;</a>
  </m:ipernityRequest></soap:Body></soap:Envelope>`,
  '<methodCall><methodName>test.echo</methodName><params><param><value><struct><member><name>a</name><value><int>1</int></value></member></struct></value></param></params></methodCall>',
  '<a><!-- one --><![CDATA[<b>&amp;]]]]><![CDATA[>]]><b xmlns="urn:b"><c xmlns=""/></b>ad<!-- -->min</a>',
  '<x:a xmlns:x="urn:1" xmlns:y="urn:1" x:p="1" p="1" xml:lang="fr"><x:b xmlns:x="urn:2" y:p="é&quot;&apos;"/></x:a>',
  '<é·\u0300 \u{10000}="😀"><_-.9>\u0085\u2028</_-.9></é·\u0300>',
  '<a b="&#10;&#9;\n\t&gt;\'">\r\r\n]] ]&gt; &#xD;&#x10FFFF;</a><!-- end -->',
]

/** What is put into documents: every token of the grammar, whole or in part, and characters at its edges. */
const tokens: readonly string[] = [
  ...['<', '>', '</', '/>', '&', ';', '"', "'", '=', '/', '!', '?', ':', '-', ']', ' ', '\t', '\n', '\r', '\r\n'],
  ...['<!--', '-->', '--', '<![CDATA[', ']]>', '<?xml version="1.0"?>', '<?a?>', '<!DOCTYPE a>', '<!', '<?', '?>'],
  ...[
    ' xmlns:a="urn:a"',
    ' xmlns="urn:b"',
    ' xmlns=""',
    ' xmlns:a=""',
    ' xmlns:b="urn:a"',
    ' a="1"',
    ' a:c="1"',
    ' b:c="2"',
  ],
  ...[
    ' xml:lang="x"',
    ' xmlns:xml="http://www.w3.org/XML/1998/namespace"',
    ' xmlns:xmlns="urn:x"',
    ' xmlns:xml="urn:x"',
  ],
  ...[
    ' xmlns:q="http://www.w3.org/XML/1998/namespace"',
    ' xmlns="http://www.w3.org/2000/xmlns/"',
    'xmlns:',
    'xml:',
    'xmlns',
  ],
  ...[
    '&lt;',
    '&amp;',
    '&foo;',
    '&lt',
    '&#0;',
    '&#65;',
    '&#x41;',
    '&#x;',
    '&#;',
    '&#xD800;',
    '&#x110000;',
    '&#x1;',
    '&#xFFFE;',
  ],
  ...[
    '&#X41;',
    '&#065;',
    '&#4294967361;',
    '& ',
    'a:b',
    ':a',
    'a:',
    'a:b:c',
    '<a:b>',
    '</a:b>',
    '<a>',
    '</a>',
    '<a/>',
    '<a b="1"/>',
  ],
  ...['version="1.0"', 'version="1.1"', 'version="2.0"', 'encoding="x y"', 'standalone="maybe"', ' standalone="no"'],
  ...[
    '\0',
    '\x01',
    '\x0b',
    '\x7f',
    '\x85',
    '\xa0',
    'é',
    '\xb7',
    '\xd7',
    '\u0300',
    '\u037e',
    '\u2028',
    '\u203f',
    '\u2070',
  ],
  ...[
    '\u3000',
    '\ud7ff',
    '\ud800',
    '\udfff',
    '\ufdd0',
    '\ufeff',
    '\ufffd',
    '\ufffe',
    '\uffff',
    '\u{10000}',
    '\u{effff}',
    '\u{f0000}',
  ],
  ...['__proto__', 'constructor', '1', '.', 'A', '_'],
]

const place = fc.nat(0xffff)
const mutation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('insert' as const), at: place, token: fc.constantFrom(...tokens) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('replace' as const), at: place, token: fc.constantFrom(...tokens) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('delete' as const), at: place, length: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: place }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('copy' as const),
      at: place,
      length: fc.integer({ min: 1, max: 30 }),
      to: place,
    }),
  },
)

type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never

function mutate(text: string, change: Mutation): string {
  const at = change.at % (text.length + 1)
  switch (change.kind) {
    case 'insert':
      return text.slice(0, at) + change.token + text.slice(at)
    case 'replace':
      return text.slice(0, at) + change.token + text.slice(at + change.token.length)
    case 'delete':
      return text.slice(0, at) + text.slice(at + change.length)
    case 'cut':
      return text.slice(0, at)
    case 'copy': {
      const to = change.to % (text.length + 1)
      return text.slice(0, to) + text.slice(at, at + change.length) + text.slice(to)
    }
  }
}

/** Documents that are nearly well-formed: a seed with one or two things changed. */
export const mutants: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 2 }))
  .map(([seed, changes]) => changes.reduce(mutate, seed))

const space = fc.constantFrom('', ' ', '\n', '\t', '\r\n', '\r', '  ')
const gap = fc.constantFrom(' ', '\n', '\t', '\r\n \r')
const localName = fc.constantFrom(
  'a',
  'b',
  'value',
  'é',
  '_1',
  'x-y.z',
  '\u{10000}q',
  'constructor',
  '__proto__',
  'xmlish',
)
const prefix = fc.constantFrom('', '', 'p:', 'q:', 'r:')
const reference = fc.constantFrom(
  '&lt;',
  '&gt;',
  '&amp;',
  '&quot;',
  '&apos;',
  '&#10;',
  '&#xD;',
  '&#9;',
  '&#x1F600;',
  '&#00065;',
)
const plain = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '\r', '\t', 'é', '😀', ']', '-', '>', '"', "'", '\u2028'),
})
const noSectionEnd = plain.map((text) => text.replaceAll(']]>', ']] '))
const comment = plain.map((text) => `<!--${text.replaceAll('-', '~')}-->`)
const section = plain.map((text) => `<![CDATA[<&${text.replaceAll(']]>', ']] ')}]]>`)
const misc = fc.array(fc.oneof(comment, gap), { maxLength: 2 }).map((pieces) => pieces.join(''))

const attributeValue = fc
  .array(fc.oneof(reference, plain), { maxLength: 3 })
  .chain((pieces) =>
    fc.constantFrom(`"${pieces.join('').replaceAll('"', '')}"`, `'${pieces.join('').replaceAll("'", '')}'`),
  )
const attribute = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(prefix, localName).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('xml:lang', 'xml:space') },
)
const namespaceDeclaration = fc.tuple(
  fc.constantFrom('xmlns', 'xmlns:p', 'xmlns:q', 'xmlns:r'),
  fc.constantFrom('"urn:one"', "'urn:two'", '"urn:&#x61;"', "'urn: spaced\n out'"),
)
const attributes = fc.uniqueArray(fc.oneof(fc.tuple(attribute, attributeValue), namespaceDeclaration), {
  maxLength: 5,
  selector: ([name]) => name,
})
const tagInside = fc.tuple(attributes, gap, space, space).map(([list, between, before, after]) => {
  return list.map(([name, value]) => `${between}${name}${before}=${after}${value}`).join('')
})

const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  content: fc
    .array(fc.oneof({ depthSize: 'small' }, noSectionEnd, reference, comment, section, tie('element')), {
      maxLength: 5,
    })
    .map((pieces) => pieces.join('').replaceAll(']]>', ']] >')),
  element: fc
    .tuple(
      prefix,
      localName,
      tagInside,
      space,
      fc.option(fc.oneof({ depthSize: 'small' }, noSectionEnd, tie('content'))),
    )
    .map(([before, local, inside, end, content]) => {
      const name = before + local
      return content === null ? `<${name}${inside}${end}/>` : `<${name}${inside}${end}>${content}</${name}${end}>`
    }),
}))

const declaration = fc.constantFrom(
  '',
  '<?xml version="1.0"?>',
  "<?xml version='1.0' encoding='UTF-8'?>",
  '<?xml\tversion = "1.0" standalone="no" ?>',
)

/**
 * Documents from a grammar, with every freedom that XML leaves. A root that binds all prefixes stands around them;
 * only attributes that are one by their expanded names, and sections whose ends were broken, make some not well-formed.
 */
export const generated: fc.Arbitrary<string> = fc
  .tuple(declaration, misc, element, misc)
  .map(([start, before, inside, after]) => {
    const root = `<root xmlns:p="urn:one" xmlns:q="urn:two" xmlns:r="urn:two" xmlns="urn:three">${inside}</root>`
    return start + before + root + after
  })
