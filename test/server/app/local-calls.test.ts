import { addMember, type Member } from '../../support/add-member.js'
import { type Installation, install, type Json, type LogLine } from '../../support/process.js'
import { runProgram } from '../../support/program.js'

/** Calls its own methods and writes what each call came to, by the name of the case. */
const program = `
import { Readable } from 'node:stream'
import { createGateway, defineMethod, file, int, text, z } from 'babelgate'

const line = z.object({ sku: z.string(), count: int(), note: z.string().optional() })
const seen = z.object({ seen: z.string() })
const say = (value) => ({ seen: JSON.stringify(value, (_, one) => typeof one === 'bigint' ? one + 'n' : one) })
const open = { summary: 'Open to all', needs: { key: false } }
const slow = (name, wait) => defineMethod()({
  ...open, name, params: z.object({}), result: seen,
  run: ({ signal }) => new Promise((_, reject) => { wait?.(); signal.addEventListener('abort', () => reject(signal.reason)) }),
})
const stream = () => Readable.from(['bytes'])
const given = { contentType: 'text/plain', name: 'a.txt', content: stream() }
const others = [stream(), stream()].map((content) => ({ contentType: 'text/plain', content }))
const unread = { contentType: 'text/plain', content: stream() }
const files = z.object({ title: z.string(), all: z.array(file()), by: z.record(z.string(), file()), none: file().nullable() })
let begun
const methods = [
  defineMethod()({
    ...open, name: 'own.see', result: seen,
    params: z.object({
      word: text().optional(), count: int({ fault: { invalid: 1 } }).optional(), yes: z.boolean().optional(), long: z.int64().optional(),
      at: z.iso.datetime().optional(), lines: z.array(line).optional(), any: z.any().optional(),
    }),
    errors: { 1: 'No such count' },
    run: ({ params }) => say(params),
  }),
  defineMethod()({
    ...open, name: 'own.give', params: z.object({}),
    result: z.object({ list: z.array(z.int()), none: z.string().nullable(), yes: z.boolean(), long: z.int64(), half: z.number(), inner: z.object({ word: z.string() }) }),
    run: () => ({ list: [], none: null, yes: true, long: 2n ** 60n, half: 0.5, inner: { word: 'here', hidden: 'never' }, hidden: 'never' }),
  }),
  defineMethod()({ ...open, name: 'own.wrong', params: z.object({}), result: seen, run: () => ({ seen: 7 }) }),
  defineMethod()({
    name: 'own.who', summary: 'Who calls', needs: { token: true, signature: true, post: true, permission: { doc: 'read' } },
    params: z.object({}), result: seen,
    run: ({ caller, publicUrl }) => say([caller.application.key, caller.user.username, publicUrl()]),
  }),
  defineMethod()({
    name: 'own.key', summary: 'Which application', params: z.object({}), result: seen, limits: { app: '2/h' },
    run: ({ caller }) => say(caller.application.name),
  }),
  defineMethod()({ ...open, name: 'own.file', params: z.object({}), result: file(), run: () => given }),
  defineMethod()({
    ...open, name: 'own.files', params: z.object({}), result: files,
    run: () => ({ title: 'A', all: [others[0]], by: { one: others[1] }, none: null }),
  }),
  defineMethod()({ ...open, name: 'own.wrongFiles', params: z.object({}), result: files, run: () => ({ title: 7, all: [unread], by: {}, none: null }) }),
  slow('own.slow', () => begun?.()), slow('own.never'),
]
const [, , dataDir, key, bearer] = process.argv
const gateway = await createGateway({ methods, settings: { DATA_DIR: dataDir, PUBLIC_URL: 'https://api.example', CALL_TIMEOUT: '1', DIALECTS: 'ipernity' } })
const came = {}
const note = async (what, call) => {
  came[what] = await call.then((result) => ({ result }), ({ name, fault, code, detail, message, reason, parameters }) =>
    ({ error: { name, fault, code, detail, message, reason, parameters } }))
}
const { call } = gateway
const at = new Date('2026-01-02T03:04:05Z')
const lines = [{ sku: 'a', count: 2 }, { sku: 'b', count: 3, note: undefined }]
await note('values', call('own.see', { word: 'é', count: 3, yes: true, long: 2n ** 60n, at, lines, any: { deep: [1, null, 'x'] } }))
await note('absent', call('own.see', { word: undefined, count: null }))
await note('nothing', call('own.see'))
await note('ownFault', call('own.see', { count: 'three' }))
await note('notANumber', call('own.see', { count: Number.NaN }))
await note('ofAClass', call('own.see', { any: new Map() }))
await note('cyclic', call('own.see', { any: (() => { const loop = {}; loop.loop = loop; return loop })() }))
await note('poisonous', call('own.see', JSON.parse('{"any":{"__proto__":1}}')))
await note('result', call('own.give'))
await note('wrongResult', call('own.wrong'))
await note('unknown', call('own.nothing'))
await note('nobody', call('own.who'))
await note('keyAlone', call('own.who', {}, { as: { key } }))
await note('user', call('own.who', {}, { as: { bearer } }))
await note('bothOfOne', call('own.who', {}, { as: { bearer, key } }))
await note('bothOfTwo', call('own.who', {}, { as: { bearer, key: '0'.repeat(32) } }))
await note('wrongBearer', call('own.who', {}, { as: { bearer: 'nobody' } }))
await note('wrongAs', call('own.who', {}, { as: { token: 'x' } }))
await note('keyInParams', call('own.key', { api_key: key }))
for (const nth of ['first', 'second', 'third']) await note(nth, call('own.key', {}, { as: { key } }))
await note('tooLong', call('own.never'))
await note('goneBefore', call('own.see', {}, { signal: AbortSignal.abort() }))
came.file = { same: (await call('own.file')) === given, destroyed: given.content.destroyed, read: (await given.content.toArray()).join() }
const { title, all, by, none } = await call('own.files')
came.files = { title, same: all.length === 1 && all[0] === others[0] && by.one === others[1], none, destroyed: others.map(({ content }) => content.destroyed) }
await note('wrongFiles', call('own.wrongFiles'))
came.wrongFiles.destroyed = unread.content.destroyed
const controller = new AbortController()
begun = () => controller.abort()
await note('gone', call('own.slow', {}, { signal: controller.signal }))
const early = new AbortController()
const soon = call('own.slow', {}, { as: { bearer }, signal: early.signal })
early.abort()
await note('goneEarly', soon)
await gateway.close()
console.log(JSON.stringify(came))
`

let place: Installation
let member: Member
let came: Json
let log: readonly LogLine[]
beforeAll(async () => {
  place = install()
  member = await addMember(place)
  const { stdout, stderr } = await runProgram(program, { args: [place.dataDir, member.api_key, member.bearer_token] })
  came = JSON.parse(stdout)
  log = stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
})
afterAll(() => place.remove())

const seen = (what: string) => JSON.parse(came[what].result.seen)

test('gives handlers the values of the program, trees too', () => {
  expect(seen('values')).toEqual({
    word: 'é',
    count: 3,
    yes: true,
    long: '1152921504606846976n',
    at: '2026-01-02T03:04:05.000Z',
    lines: [
      { sku: 'a', count: 2 },
      { sku: 'b', count: 3 },
    ],
    any: { deep: [1, null, 'x'] },
  })
  expect(seen('absent')).toEqual({})
  expect(seen('nothing')).toEqual({})
})

test("gives results in JSON's own types, and nothing that is not declared", () => {
  const inner = { word: 'here' }
  const result = { list: [], none: null, yes: true, long: '1152921504606846976', half: 0.5, inner }
  expect(came.result).toEqual({ result })
})

test('gives files as the handler gave them, their streams unread', () => {
  expect(came.file).toEqual({ same: true, destroyed: false, read: 'bytes' })
  expect(came.files).toEqual({ title: 'A', same: true, none: null, destroyed: [false, false] })
})

test('closes the files of a result that cannot be given', () => {
  expect(came.wrongFiles).toMatchObject({ error: { fault: 'service-error' }, destroyed: true })
})

test.each([
  ['ownFault', { code: 1, message: 'No such count', parameters: [{ name: 'count', reason: 'invalid' }] }],
  ['notANumber', { fault: 'request-malformed', detail: 'The parameter count holds NaN, which no parameter can be' }],
  ['ofAClass', { code: 123, detail: 'The parameter any holds an object of a class, which no parameter can be' }],
  ['cyclic', { code: 123, detail: expect.stringMatching(/^The parameter any is nested more than \d+ deep$/) }],
  ['poisonous', { code: 123, detail: 'The parameter any has a member whose name is not allowed' }],
  ['wrongResult', { fault: 'service-error', code: 500, detail: expect.stringMatching(/^Report the id \w+-\w+$/) }],
  ['unknown', { fault: 'method-not-found', code: 103 }],
  ['nobody', { fault: 'key-missing', code: 100 }],
  ['keyInParams', { fault: 'key-missing', code: 100 }],
  ['keyAlone', { fault: 'signature-missing', code: 104 }],
  ['bothOfTwo', { fault: 'request-malformed', code: 123 }],
  ['wrongBearer', { fault: 'token-invalid', code: 107 }],
  ['wrongAs', { fault: 'request-malformed', detail: 'A call is made as { key } or as { bearer }' }],
  ['third', { fault: 'application-over-limit', code: 112 }],
  ['tooLong', { fault: 'service-unavailable', code: 503, reason: 'time over' }],
  ['goneBefore', { fault: 'service-unavailable', code: 503, reason: 'client gone' }],
  ['gone', { fault: 'service-unavailable', code: 503, reason: 'client gone' }],
  ['goneEarly', { fault: 'service-unavailable', code: 503, reason: 'client gone' }],
])('rejects with the fault of the call: %s', (what, error) => {
  expect(came[what].error).toMatchObject({ name: 'ApiError', ...error })
})

test('is made as an application or as its user', () => {
  const who = [member.api_key, 'ada', 'https://api.example']
  expect(seen('user')).toEqual(who)
  expect(seen('bothOfOne')).toEqual(who)
  expect([seen('first'), seen('second')]).toEqual(['App of ada', 'App of ada'])
})

test('has a line in the log like any other call', () => {
  const lines = log.filter(({ msg }) => msg === 'call')
  expect(lines).toHaveLength(Object.keys(came).length)
  expect(lines.find(({ method, code }) => method === 'own.who' && code === 0)).toMatchObject({
    protocol: 'local',
    dialect: 'native',
    address: 'in-process',
    app: member.api_key,
    user: member.user_id,
    scheme: 'bearer',
  })
})
