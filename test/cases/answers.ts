import type { Pair } from '../../src/core/pair.js'
import { type Case, change, echo, one, type Step, value } from './case.js'

/** What methods answer. */
export const answers: Readonly<Record<string, Case>> = {
  'a plain answer': one({ as: 'key', method: 'test.hello', gives: value({ hello: 'hello world!' }) }),
  'letters of all kinds': echo([['echo', 'Grüße, 世界 👋🏽 ‏שלום']], value({ echo: 'Grüße, 世界 👋🏽 ‏שלום' })),
  'what XML and PHP escape': echo(
    [['echo', `<a b="c">&amp;]]></a> 'q' \\"`]],
    value({ echo: `<a b="c">&amp;]]></a> 'q' \\"` }),
  ),
  'white space around a text': echo([['echo', '  two\t\n lines \n']], value({ echo: '  two\t\n lines \n' })),
  'line ends of Windows': echo([['echo', 'one\r\ntwo\rthree']], value({ echo: 'one\r\ntwo\rthree' })),
  'a signed text with line ends': echo([['echo', 'one\r\ntwo']], value({ echo: 'one\r\ntwo' }), 'signed'),
  'a text that looks like a number': echo([['echo', '+007.50e3']], value({ echo: '+007.50e3' })),
  'names that no method declares, echoed': echo(
    [
      ['echo', 'a'],
      ['färbe', 'blau'],
    ],
    value({ echo: 'a', färbe: 'blau' }),
  ),
  'names that no method declares, ignored': one({
    as: 'key',
    method: 'test.hello',
    params: [['whatever', '1']],
    gives: value({ hello: 'hello world!' }),
  }),
  'an empty value where there may be none': one(({ userId }) => ({
    as: 'key',
    method: 'doc.getList',
    params: [
      ['user_id', userId],
      ['share', ''],
      ['per_page', ''],
    ],
    gives: value({ docs: expect.objectContaining({ page: '1' }) }),
  })),
  'an empty value that clears': ({ docId }) => [
    change(docId, 'title', 'Ä <b>'),
    has(docId, { title: 'Ä <b>' }),
    change(docId, 'title', ''),
    has(docId, { title: '' }),
  ],
  'flags in every spelling': ({ docId }) =>
    (
      [
        ['1', '1'],
        ['0', '0'],
        ['TRUE', '1'],
        ['false', '0'],
      ] as const
    ).flatMap(([flag, shown]) => [
      change(docId, 'is_family', flag),
      has(docId, { visibility: expect.objectContaining({ isfamily: shown }) }),
    ]),
  'a list with commas, and lists of one item and of none': ({ docId }) => [
    editTags(docId, 'sea, "blue, or grey",,'),
    tagsOf(docId, ['sea', 'blue, or grey']),
    editTags(docId, 'sea'),
    tagsOf(docId, ['sea']),
    editTags(docId, ''),
    tagsOf(docId, []),
  ],
  'an empty list that stays': one({
    as: 'reader',
    method: 'doc.checkMD5',
    params: [['md5', 'f'.repeat(32)]],
    gives: value({ docs: expect.objectContaining({ doc: [] }) }),
  }),
  'an empty list that is absent': one(({ userId }) => ({
    as: 'key',
    method: 'doc.getList',
    params: [
      ['user_id', userId],
      ['media', 'video'],
    ],
    gives: value({ docs: expect.not.objectContaining({ doc: expect.anything() }) }),
  })),
  'numbers out of their range, pulled into it': one(({ userId }) => ({
    as: 'key',
    method: 'doc.getList',
    params: [
      ['user_id', userId],
      ['page', '-3'],
      ['per_page', '100000'],
    ],
    gives: value({ docs: expect.objectContaining({ page: '1', per_page: '100' }) }),
  })),
  'a list in an element of its own': one({
    as: 'nobody',
    method: 'api.methods.get',
    params: [['method', 'doc.tags.add']],
    gives: value({
      method: expect.objectContaining({
        parameters: expect.arrayContaining([expect.objectContaining({ name: 'doc_id' })]),
      }),
    }),
  }),
  'a method of a closed service, to an application that is allowed it': one({
    as: 'key',
    method: 'vault.open',
    params: [['drawer', 'top']],
    gives: value({ drawer: 'top', app: 'Tester' }),
  }),
  'a method of a closed service, to a member': one({
    as: 'writer',
    method: 'vault.fill',
    params: [['drawer', 'top']],
    gives: value({ drawer: 'top', user: 'caller' }),
  }),
  'the description of a method of a closed service that is allowed': one({
    as: 'key',
    method: 'api.methods.get',
    params: [['method', 'vault.open']],
    gives: value({ method: expect.objectContaining({ name: 'vault.open' }) }),
  }),
  'a file': one(({ picture }) => ({
    as: 'writer',
    method: 'upload.file',
    params: [
      ['async', '0'],
      ['title', 'From a client'],
    ],
    files: { file: picture },
    gives: value({ ticket: expect.stringMatching(/./), doc_id: expect.stringMatching(/^\d+$/) }),
  })),
  'a bearer token': one(({ userId }) => ({
    as: 'bearer',
    method: 'auth.checkToken',
    gives: value({
      auth: expect.objectContaining({ user: expect.objectContaining({ user_id: userId, username: 'caller' }) }),
    }),
  })),
}

/** Expects members of a document. */
function has(docId: string, members: object): Step {
  const gives = value({ doc: expect.objectContaining(members) })
  return { as: 'writer', method: 'doc.get', params: [['doc_id', docId]], gives }
}

function editTags(docId: string, keywords: string): Step {
  const params: Pair[] = [
    ['doc_id', docId],
    ['keywords', keywords],
  ]
  return { as: 'writer', method: 'doc.tags.edit', params, gives: value(expect.anything()) }
}

function tagsOf(docId: string, tags: readonly string[]): Step {
  const items = tags.map((tag) => expect.objectContaining({ tag }))
  const gives = value({ tags: expect.objectContaining({ tag: items }) })
  return { as: 'writer', method: 'doc.tags.getList', params: [['doc_id', docId]], gives }
}
