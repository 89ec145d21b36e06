import type { Pair } from '../../src/core/pair.js'
import type { CallerName } from './credentials.js'
import type { Sent, Trait } from './drivers/index.js'

/** What a case may work with; every driver has a document of its own. */
export interface Bed {
  readonly userId: string
  readonly docId: string
  readonly picture: Buffer
}

/** A call, and what must come of it: a value, or the code of a fault. */
export interface Step extends Pick<Sent, 'files' | 'format' | 'verb'> {
  readonly as: CallerName
  readonly method: string
  readonly params?: readonly Pair[]
  /** What the answer must match. */
  readonly gives: unknown
}

/** A fault of the error table or of the method. */
export interface FaultOf {
  readonly code: number
}

/** Steps that follow each other. */
export type Case = (bed: Bed) => readonly Step[]

const code = (number: number): FaultOf => ({ code: number })
const value = (tree: unknown) => ({ value: tree })
const hugeText = 'x'.repeat(1_100_000)

const one =
  (step: Step | ((bed: Bed) => Step)): Case =>
  (bed) => [typeof step === 'function' ? step(bed) : step]

const echo = (params: readonly Pair[], gives: unknown, as: CallerName = 'key') =>
  one({ as, method: 'test.echo', params, gives })

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
    {
      as: 'writer',
      method: 'doc.set',
      params: [
        ['doc_id', docId],
        ['title', 'Ä <b>'],
      ],
      gives: value(expect.anything()),
    },
    {
      as: 'writer',
      method: 'doc.get',
      params: [['doc_id', docId]],
      gives: value({ doc: expect.objectContaining({ title: 'Ä <b>' }) }),
    },
    {
      as: 'writer',
      method: 'doc.set',
      params: [
        ['doc_id', docId],
        ['title', ''],
      ],
      gives: value(expect.anything()),
    },
    {
      as: 'writer',
      method: 'doc.get',
      params: [['doc_id', docId]],
      gives: value({ doc: expect.objectContaining({ title: '' }) }),
    },
  ],
  'flags in every spelling': ({ docId }) =>
    (
      [
        ['1', '1'],
        ['0', '0'],
        ['TRUE', '1'],
        ['false', '0'],
      ] as const
    ).flatMap(([flag, shown]): Step[] => [
      {
        as: 'writer',
        method: 'doc.set',
        params: [
          ['doc_id', docId],
          ['is_family', flag],
        ],
        gives: value(expect.anything()),
      },
      {
        as: 'writer',
        method: 'doc.get',
        params: [['doc_id', docId]],
        gives: value({ doc: expect.objectContaining({ visibility: expect.objectContaining({ isfamily: shown }) }) }),
      },
    ]),
  'a list with commas, and lists of one item and of none': ({ docId }) => [
    {
      as: 'writer',
      method: 'doc.tags.edit',
      params: [
        ['doc_id', docId],
        ['keywords', 'sea, "blue, or grey",,'],
      ],
      gives: value(expect.anything()),
    },
    tagsOf(docId, ['sea', 'blue, or grey']),
    {
      as: 'writer',
      method: 'doc.tags.edit',
      params: [
        ['doc_id', docId],
        ['keywords', 'sea'],
      ],
      gives: value(expect.anything()),
    },
    tagsOf(docId, ['sea']),
    {
      as: 'writer',
      method: 'doc.tags.edit',
      params: [
        ['doc_id', docId],
        ['keywords', ''],
      ],
      gives: value(expect.anything()),
    },
    tagsOf(docId, undefined),
  ],
  'an empty list that stays': one({
    as: 'reader',
    method: 'doc.checkMD5',
    params: [['md5', 'f'.repeat(32)]],
    gives: value({ docs: expect.objectContaining({ doc: [] }) }),
  }),
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

/** Every code that transports can give. Those of unreadable requests are each driver's own. */
export const refusals: Readonly<Record<string, Case>> = {
  '1 a fault of the method': echo([], code(1)),
  '1 an empty file': one({ as: 'writer', method: 'upload.file', files: { file: Buffer.alloc(0) }, gives: code(1) }),
  '3 a file of a type that is not taken': one({
    as: 'writer',
    method: 'upload.file',
    files: { file: Buffer.from('text') },
    gives: code(3),
  }),
  '3 a flag that is none': one(({ docId }) => ({
    as: 'writer',
    method: 'doc.set',
    params: [
      ['doc_id', docId],
      ['is_public', 'yes'],
    ],
    gives: code(3),
  })),
  '100 no key': one({ as: 'nobody', method: 'test.hello', gives: code(100) }),
  '101 an unknown key': one({ as: 'unknown key', method: 'test.hello', gives: code(101) }),
  '101 a disabled application': one({ as: 'disabled key', method: 'test.hello', gives: code(101) }),
  '102 an unknown format': one({ as: 'key', method: 'test.hello', format: 'soup', gives: code(102) }),
  '103 an unknown method': one({ as: 'key', method: 'test.nothing', gives: code(103) }),
  '104 no signature': one({ as: 'key', method: 'auth.getFrob', gives: code(104) }),
  '104 a token without signature': one({ as: 'token without signature', method: 'test.hello', gives: code(104) }),
  '104 no signature where the application wants one': one({
    as: 'application that signs all',
    method: 'test.hello',
    gives: code(104),
  }),
  '105 a wrong signature': one({ as: 'wrong signature', method: 'auth.getFrob', gives: code(105) }),
  '105 an old signature where the application wants none': one({
    as: 'application without old signatures',
    method: 'test.hello',
    gives: code(105),
  }),
  '105 a signed name that no method declares': one({
    as: 'signed',
    method: 'test.hello',
    params: [['whatever', '1']],
    gives: code(105),
  }),
  '105 a signed name that comes twice': one({
    as: 'signed',
    method: 'test.hello',
    params: [
      ['lg', '1'],
      ['lg', '1'],
    ],
    gives: code(105),
  }),
  '106 no token': one({ as: 'signed', method: 'auth.checkToken', gives: code(106) }),
  '107 an unknown token': one({ as: 'unknown token', method: 'auth.checkToken', gives: code(107) }),
  '107 a revoked token': one({ as: 'revoked token', method: 'auth.checkToken', gives: code(107) }),
  '107 a token of another application': one({
    as: 'token of another application',
    method: 'auth.checkToken',
    gives: code(107),
  }),
  '107 an unknown bearer token': one({ as: 'unknown bearer', method: 'test.hello', gives: code(107) }),
  '108 a suspended member': one({ as: 'token of a suspended member', method: 'auth.checkToken', gives: code(108) }),
  '109 what belongs to a member who blocks the caller': ({ docId }) => [
    sharing(docId, '1'),
    {
      as: 'blocked member',
      method: 'doc.tags.add',
      params: [
        ['doc_id', docId],
        ['keywords', 'sea'],
      ],
      gives: code(109),
    },
    { as: 'blocked member', method: 'doc.get', params: [['doc_id', docId]], gives: value(expect.anything()) },
    {
      as: 'writer',
      method: 'doc.tags.add',
      params: [
        ['doc_id', docId],
        ['keywords', 'sea'],
      ],
      gives: value(expect.anything()),
    },
    sharing(docId, '0'),
  ],
  '109 a member who blocks the caller, in a file': one(({ userId, picture }) => ({
    as: 'blocked member',
    method: 'upload.file',
    params: [['member_ids', userId]],
    files: { file: picture },
    gives: code(109),
  })),
  '1 what the blocked caller cannot see': ({ docId }) => [
    {
      as: 'blocked member',
      method: 'doc.tags.add',
      params: [
        ['doc_id', docId],
        ['keywords', 'sea'],
      ],
      gives: code(1),
    },
    {
      as: 'blocked member',
      method: 'doc.tags.add',
      params: [
        ['doc_id', '999999'],
        ['keywords', 'sea'],
      ],
      gives: code(1),
    },
  ],
  '110 a level that is too low': one({
    as: 'reader',
    method: 'doc.delete',
    params: [['doc_id', '1']],
    gives: code(110),
  }),
  '111 an address that is not allowed': one({ as: 'from elsewhere', method: 'test.hello', gives: code(111) }),
  '120 a verb that may not change anything': one({ as: 'key', method: 'doc.delete', verb: 'GET', gives: code(120) }),
  '123 a name that comes twice': echo(
    [
      ['echo', 'a'],
      ['echo', 'a'],
    ],
    code(123),
  ),
  '123 a name that would reach into an object': echo([['__proto__', 'a']], code(123)),
  '123 a name that is an array': echo([['a[]', '1']], code(123)),
  '123 a control character': echo([['echo', '\u0001']], code(123)),
  '123 two kinds of credential': one({ as: 'bearer with key', method: 'test.hello', gives: code(123) }),
  '124 a call that is too large': echo([['echo', hugeText]], code(124)),
  '500 something unforeseen': one({ as: 'key', method: 'failing.unforeseen', gives: code(500) }),
  '500 an answer that is not as declared': one({ as: 'key', method: 'failing.shape', gives: code(500) }),
  '503 a store that is away': one({ as: 'key', method: 'failing.unavailable', gives: code(503) }),
}

const twice: readonly Pair[] = [
  ['lg', '1'],
  ['lg', '1'],
]

/** Several things wrong at once: the first of the order counts. */
export const orders: Readonly<Record<string, Case>> = {
  '124 before 123': one({ as: 'key', method: 'test.echo', params: [...twice, ['echo', hugeText]], gives: code(124) }),
  '123 before 102': one({ as: 'nobody', method: 'test.nothing', format: 'soup', params: twice, gives: code(123) }),
  '102 before 103': one({ as: 'nobody', method: 'test.nothing', format: 'soup', gives: code(102) }),
  '103 before 100': one({ as: 'nobody', method: 'test.nothing', gives: code(103) }),
  '103 before 105': one({ as: 'wrong signature', method: 'test.nothing', gives: code(103) }),
  '120 before 100': one({ as: 'nobody', method: 'doc.delete', verb: 'GET', gives: code(120) }),
  '100 before 105': one({ as: 'signature without key', method: 'auth.checkToken', gives: code(100) }),
  '101 before 104': one({ as: 'unknown key', method: 'auth.checkToken', gives: code(101) }),
  '104 before 106': one({ as: 'key', method: 'auth.checkToken', gives: code(104) }),
  '105 before 106': one({ as: 'wrong signature', method: 'auth.checkToken', gives: code(105) }),
  '105 before 107': one({ as: 'token with wrong signature', method: 'auth.checkToken', gives: code(105) }),
  '107 before 110': one({ as: 'unknown token', method: 'doc.delete', gives: code(107) }),
  '111 before 108': one({ as: 'from elsewhere, suspended', method: 'auth.checkToken', gives: code(111) }),
  '108 before 1': one({ as: 'token of a suspended member', method: 'doc.delete', gives: code(108) }),
  '110 before 1': one({ as: 'reader', method: 'doc.delete', gives: code(110) }),
  '110 before 109': one(({ docId }) => ({
    as: 'blocked member who may only read',
    method: 'doc.tags.add',
    params: [
      ['doc_id', docId],
      ['keywords', 'sea'],
    ],
    gives: code(110),
  })),
  '123 before 109': one(({ userId }) => ({
    as: 'blocked member',
    method: 'upload.file',
    params: [
      ['member_ids', userId],
      ['async', 'maybe'],
    ],
    gives: code(123),
  })),
  '1 for a value before 109': one(({ userId }) => ({
    as: 'blocked member',
    method: 'doc.tags.add',
    params: [
      ['doc_id', 'x'],
      ['members', userId],
    ],
    gives: code(1),
  })),
  "109 before the method's own faults": ({ docId, userId }) => [
    sharing(docId, '1'),
    { as: 'blocked member', method: 'doc.tags.add', params: [['doc_id', docId]], gives: code(109) },
    {
      as: 'blocked member',
      method: 'upload.file',
      params: [['member_ids', userId]],
      files: { file: Buffer.alloc(0) },
      gives: code(109),
    },
    sharing(docId, '0'),
  ],
  '100 before what is wrong with a value': one({
    as: 'nobody',
    method: 'doc.get',
    params: [['doc_id', 'x']],
    gives: code(100),
  }),
  '1 in the order of the parameters': one({
    as: 'writer',
    method: 'doc.tags.remove',
    params: [
      ['id', 'x'],
      ['type', 'x'],
    ],
    gives: code(1),
  }),
}

/** Cases that a kind of driver cannot have, and why. */
export const skipped: readonly { readonly name: string; readonly trait: Trait; readonly reason: string }[] = [
  {
    name: 'names that no method declares, echoed',
    trait: 'declared-only',
    reason: 'the WSDL knows the element echo only; others are 123',
  },
  { name: 'names that no method declares, ignored', trait: 'declared-only', reason: 'an unknown element is 123' },
  {
    name: '123 a name that is an array',
    trait: 'envelope',
    reason: 'no element can be named so; XML-RPC tests have it',
  },
  { name: '123 a control character', trait: 'envelope', reason: 'XML cannot carry it: the envelope is unreadable' },
]

/** Cases that are not the same by OAuth, and why. */
export const otherwiseByOAuth: Readonly<Record<string, string>> = {
  '104 no signature': 'every call is signed',
  '104 before 106': 'every call is signed',
  '105 a signed name that no method declares': 'OAuth tells names from values, so that an undeclared one does no harm',
  '105 a signed name that comes twice': 'it is 123, since nothing can be lengthened',
}

function sharing(docId: string, isPublic: '0' | '1'): Step {
  const params: Pair[] = [
    ['doc_id', docId],
    ['is_public', isPublic],
  ]
  return { as: 'writer', method: 'doc.set', params, gives: value(expect.anything()) }
}

function tagsOf(docId: string, tags: readonly string[] | undefined): Step {
  const items = tags?.map((tag) => expect.objectContaining({ tag }))
  return {
    as: 'writer',
    method: 'doc.tags.getList',
    params: [['doc_id', docId]],
    gives: value(
      items === undefined
        ? expect.not.objectContaining({ tags: expect.objectContaining({ tag: expect.anything() }) })
        : { tags: expect.objectContaining({ tag: items }) },
    ),
  }
}
