import { readXml } from '../../../../src/transports/shared/xml/read-xml.js'
import { XmlError } from '../../../../src/transports/shared/xml/xml-error.js'

/** The error that a document gives. */
function refusal(text: string): XmlError {
  try {
    readXml(text)
  } catch (error) {
    if (error instanceof XmlError) return error
    throw error
  }
  throw new Error(`accepted: ${text.slice(0, 100)}`)
}

describe('what is read', () => {
  test('a tree, with names taken apart', () => {
    const text =
      '<?xml version="1.0"?>\n<p:a xmlns:p="urn:p" xmlns="urn:d" b="1" p:b="2" xml:lang="fr">x<c d=""/>y<e xmlns=""/></p:a>'
    expect(readXml(text)).toEqual({
      name: 'a',
      namespace: 'urn:p',
      attributes: [
        { name: 'b', namespace: '', value: '1' },
        { name: 'b', namespace: 'urn:p', value: '2' },
        { name: 'lang', namespace: 'http://www.w3.org/XML/1998/namespace', value: 'fr' },
      ],
      children: [
        {
          name: 'c',
          namespace: 'urn:d',
          attributes: [{ name: 'd', namespace: '', value: '' }],
          children: [],
          text: '',
        },
        { name: 'e', namespace: '', attributes: [], children: [], text: '' },
      ],
      text: 'xy',
    })
  })

  test('a prefix means what the nearest element says, and after it what it meant before', () => {
    const { children } = readXml(
      '<a xmlns:p="urn:1"><p:b/><b xmlns:p="urn:2"><p:c/></b><p:b xmlns:p="urn:3"/><p:b/><d p:e="" xmlns:p="urn:4"/></a>',
    )
    expect(children.map(({ namespace }) => namespace)).toEqual(['urn:1', '', 'urn:3', 'urn:1', ''])
    expect(children[1]?.children[0]?.namespace).toBe('urn:2')
    expect(children[4]?.attributes[0]?.namespace).toBe('urn:4')
  })

  const texts: [string, string, string][] = [
    ['comments leave no trace', 'ad<!-- -->min', 'admin'],
    ['neither do comments that look like markup', 'ad<!--</a>&foo;<b>]]>-->min', 'admin'],
    ['CDATA counts once', '<![CDATA[ad]]>min', 'admin'],
    ['CDATA is taken literally', '<![CDATA[<b>&amp;]] >]]>', '<b>&amp;]] >'],
    ['a section after a section', '<![CDATA[]]]]><![CDATA[>]]>', ']]>'],
    ['the five entities', '&lt;&gt;&amp;&quot;&apos;', '<>&"\''],
    ['characters by number', '&#65;&#x41;&#x1F600;&#0000000000000000065;', 'AA😀A'],
    ['what a reference stands for is not read again', '&amp;lt;&#38;lt;', '&lt;&lt;'],
    ['line ends', 'a\r\nb\rc\n\r\r\nd<![CDATA[\r\n]]>&#13;&#10;', 'a\nb\nc\n\n\nd\n\r\n'],
    ['white space stays', ' \t\n ', ' \t\n '],
    ['brackets that end nothing', ']] > ]>', ']] > ]>'],
  ]
  test.each(texts)('%s', (_what, inside, text) => {
    expect(readXml(`<a>${inside}</a>`).text).toBe(text)
  })

  test('white space in an attribute becomes spaces, unless it is referred to', () => {
    expect(readXml('<a b=" \t\r\n&#9;&#xA;&#13;\'&lt;> "/>').attributes[0]?.value).toBe("   \t\n\r'<> ")
  })

  test('names that reach into prototypes are names', () => {
    const { children } = readXml('<a><__proto__ __proto__="1"/><constructor/><prototype/><toString/></a>')
    expect(children.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'prototype', 'toString'])
    expect(children[0]?.attributes).toEqual([{ name: '__proto__', namespace: '', value: '1' }])
  })

  test('a mark at the start, any version 1.x, space and comments around the root', () => {
    for (const text of [
      '\ufeff<?xml version="1.0"?><a/>',
      '<?xml version="1.1" encoding="x"?><a/>',
      "<?xml version='1.0' standalone='yes'?><!-- a --><a/> <!----> \n",
    ]) {
      expect(readXml(text).name).toBe('a')
    }
  })
})

describe('what is refused', () => {
  const cases: [string, string][] = [
    ['nothing', ''],
    ['no element', ' <!-- a -->'],
    ['two roots', '<a/><b/>'],
    ['text before the root', 'x<a/>'],
    ['text after the root', '<a/>x'],
    ['a reference after the root', '<a/>&#32;'],
    ['CDATA outside the root', '<a/><![CDATA[]]>'],
    ['a mark amid the document', '<a/>\ufeff'],
    ['space before the declaration', ' <?xml version="1.0"?><a/>'],
    ['tags that cross', '<a><b></a></b>'],
    ['an end tag that is longer', '<a></ab>'],
    ['an end tag that is shorter', '<ab></a>'],
    ['an end tag with another prefix', '<p:a xmlns:p="u" xmlns:q="u"></q:a>'],
    ['an end tag with an attribute', '<a></a b="">'],
    ['an end tag too many', '<a/></a>'],
    ['an end tag in another case', '<a></A>'],
    ['an attribute twice', '<a b="" b=""/>'],
    ['an attribute twice by its expanded name', '<a xmlns:p="u" xmlns:q="u" p:b="" q:b=""/>'],
    ['a default namespace twice', '<a xmlns="u" xmlns="u"/>'],
    ['a prefix declared twice', '<a xmlns:p="u" xmlns:p="v"/>'],
    ['an element with an unbound prefix', '<p:a/>'],
    ['an attribute with an unbound prefix', '<a p:b=""/>'],
    ['a prefix after its element', '<a><b xmlns:p="u"/><p:c/></a>'],
    ['a prefix after its empty root', '<a><p:b xmlns:p="u"></p:b><c p:d=""/></a>'],
    ['a prefix bound to nothing', '<a xmlns:p=""/>'],
    ['xml bound to something else', '<a xmlns:xml="u"/>'],
    ['something else bound to the namespace of xml', '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>'],
    ['the namespace of xml as the default', '<a xmlns="http://www.w3.org/XML/1998/namespace"/>'],
    ['xmlns declared', '<a xmlns:xmlns="u"/>'],
    ['the namespace of xmlns', '<a xmlns:p="http://www.w3.org/2000/xmlns/"/>'],
    ['an element in xmlns', '<xmlns:a/>'],
    ['a name with two colons', '<a xmlns:p="u" p:b:c=""/>'],
    ['a name that begins with a colon', '<:a/>'],
    ['a name that ends with a colon', '<a xmlns:p="u" p:=""/>'],
    ['a local name that begins with a digit', '<a xmlns:p="u" p:1=""/>'],
    ['a declaration of no prefix', '<a xmlns:="u"/>'],
    ['a name that begins with a digit', '<1a/>'],
    ['a name with a multiplication sign', '<a\u00d7/>'],
    ['a name beyond plane 14', '<a\u{f0000}/>'],
    ['space before a name', '< a/>'],
    ['< in an attribute', '<a b="<"/>'],
    ['an attribute without a value', '<a b/>'],
    ['an attribute without quotes', '<a b=c/>'],
    ['attributes without space between', '<a b="1"c="2"/>'],
    ['a bare ampersand in an attribute', '<a b="1&2"/>'],
    [']]> in text', '<a>]]></a>'],
    [']]> in text after a section', '<a><![CDATA[]]>]]></a>'],
    ['-- in a comment', '<a><!-- -- --></a>'],
    ['--- at the end of a comment', '<a><!-- ---></a>'],
    ['a comment that is too short', '<a><!--></a>'],
    ['a bare ampersand', '<a>&</a>'],
    ['a reference that is not closed', '<a>&lt </a>'],
    ['a reference closed in another text', '<a>&lt<b/>;</a>'],
    ['an entity not declared', '<a>&nbsp;</a>'],
    ['an entity named as an object has it', '<a>&constructor;</a>'],
    ['&#0;', '<a>&#0;</a>'],
    ['a control character by number', '<a>&#x1F;</a>'],
    ['a surrogate by number', '<a>&#xD83D;&#xDE00;</a>'],
    ['a noncharacter by number', '<a>&#xFFFF;</a>'],
    ['a character beyond Unicode', '<a>&#x110000;</a>'],
    ['a number that is much too large', `<a>&#${'9'.repeat(400)};</a>`],
    ['no number', '<a>&#;</a>'],
    ['no hexadecimal number', '<a>&#x;</a>'],
    ['a capital X', '<a>&#X41;</a>'],
    ['a hexadecimal digit in a decimal number', '<a>&#4a;</a>'],
    ['a sign', '<a>&#+65;</a>'],
    ['NUL', '<a>\0</a>'],
    ['a control character', '<a b="\x1b"/>'],
    ['a control character in a comment', '<a/><!--\x08-->'],
    ['a noncharacter', '<a>\ufffe</a>'],
    ['half a pair', '<a>\ud83d</a>'],
    ['the other half', '<a>\ude00\ud83d</a>'],
    ['a declaration without a version', '<?xml encoding="utf-8"?><a/>'],
    ['version 2.0', '<?xml version="2.0"?><a/>'],
    ['an encoding that is no name', '<?xml version="1.0" encoding="utf 8"?><a/>'],
    ['standalone in capitals', '<?xml version="1.0" standalone="YES"?><a/>'],
    ['standalone before the encoding', '<?xml version="1.0" standalone="no" encoding="utf-8"?><a/>'],
    ['a version twice', '<?xml version="1.0" version="1.0"?><a/>'],
    ['no space in a declaration', '<?xml version="1.0"encoding="utf-8"?><a/>'],
    ['two declarations', '<?xml version="1.0"?><?xml version="1.0"?><a/>'],
    ['a declaration in capitals', '<?XML version="1.0"?><a/>'],
    ['a processing instruction', '<a><?b c?></a>'],
    ['a style sheet', '<?xml-stylesheet href="a"?><a/>'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>'],
    ['a DOCTYPE in small letters', '<!doctype a><a/>'],
    ['CDATA in small letters', '<a><![cdata[x]]></a>'],
    ['an element declaration', '<!ELEMENT a ANY><a/>'],
  ]
  test.each(cases)('%s', (_what, text) => {
    expect(refusal(text).kind).toBe('malformed')
  })

  test('a document that is cut anywhere', () => {
    const text = '<?xml version="1.0"?><p:a b="&lt;" xmlns:p="u">x&amp;<![CDATA[y]]><!-- z --><c/></p:a>'
    expect(readXml(text).text).toBe('x&y')
    for (let end = 0; end < text.length; end++) expect(refusal(text.slice(0, end)).kind).toBe('malformed')
  })

  test('the error has position and reason', () => {
    const error = refusal('<a>\r\n<b>\r&foo;</b></a>')
    expect(error.place).toEqual({ line: 3, column: 1 })
    expect(error.message).toBe('A reference is to an entity that is not declared (line 3, column 1)')
    expect(refusal('<a></b>').place).toMatchObject({ line: 1 })
    expect(refusal('<!DOCTYPE a><a/>').reason).toBe('A DOCTYPE is not read here')
  })
})

describe('limits, at each and one past it', () => {
  const many = (count: number, piece: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => piece(i)).join('')
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)
  const cases: [string, (over: number) => string][] = [
    ['64 elements deep', (over) => nested(64 + over)],
    ['64 deep, the last one empty', (over) => `${'<a>'.repeat(63 + over)}<b/>${'</a>'.repeat(63 + over)}`],
    ['20,000 elements', (over) => `<a>${'<b/>'.repeat(19_999 + over)}</a>`],
    ['64 attributes', (over) => `<a xmlns="u" ${many(64 + over, (i) => ` a${i}=""`)}/>`],
    ["513 bytes of an element's name", (over) => `<${'a'.repeat(513 + over)}/>`],
    ["513 bytes of an attribute's name", (over) => `<a ${'é'.repeat(256)}${'a'.repeat(over + 1)}=""/>`],
    ['513 bytes of a name with its prefix', (over) => `<p:${'a'.repeat(511 + over)} xmlns:p="u"/>`],
    ["8 KiB of an attribute's value", (over) => `<a b="${'&#233;'.repeat(4096)}${'a'.repeat(over)}"/>`],
    ["8 KiB of a namespace's name", (over) => `<a xmlns="${'u'.repeat(8192 + over)}"/>`],
    ['1 MiB of text', (over) => `<a>${'a'.repeat(1024 * 1024 + over)}</a>`],
    ['1 MiB of text in bytes', (over) => `<a>${'é'.repeat(512 * 1024)}${'a'.repeat(over)}</a>`],
    ['1 MiB of text in pieces', (over) => `<a>${'a'.repeat(1024 * 1024 - 2)}<b/>a<![CDATA[a]]>${'a'.repeat(over)}</a>`],
    ['64 namespaces of one element', (over) => `<a${many(64 + over, (i) => ` xmlns:p${i}="u"`)}/>`],
    [
      '64 namespaces in force',
      (over) => `<a${many(63, (i) => ` xmlns:p${i}="u"`)}><b xmlns:p1="u"${over ? ' xmlns="v"' : ''}/></a>`,
    ],
  ]
  test.each(cases)('%s', (what, document) => {
    expect(readXml(document(0))).toBeDefined()
    expect(refusal(document(1)).kind).toBe(what.startsWith('513 bytes of a') ? 'long-name' : 'too-large')
  })

  test('namespaces that are no longer in force do not count', () => {
    expect(readXml(`<a>${'<b xmlns="u" xmlns:p="v"/>'.repeat(1000)}</a>`).children).toHaveLength(1000)
  })
})
