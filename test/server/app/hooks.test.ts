import { addMember, type Member } from '../../support/add-member.js'
import { type Installation, install, type Json, type LogLine } from '../../support/process.js'
import { runProgram } from '../../support/program.js'

/** Calls a gateway over every protocol and writes what its hooks were called with, and what came back. */
const program = `
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { createGateway, defineMethod, file, z } from 'babelgate'

const [, , dataDir, key, bearer] = process.argv
const greet = defineMethod()({
  name: 'own.greet', summary: 'Greet', params: z.object({}), result: z.object({ greeting: z.string() }), run: () => ({ greeting: 'Hello' }),
})
const download = defineMethod()({
  name: 'own.download', summary: 'Download', params: z.object({}), result: file(),
  run: () => ({ contentType: 'text/plain', content: Readable.from(['Hel', 'lo']) }),
})
const seen = []
let onCall = (call) => void seen.push(['call', call])
let onAnswer = (answer) => { seen.push(['answer', answer]); return { 'X-Mine': 'for ' + answer.id, 'Server-Timing': 'run' } }
const gateway = await createGateway({
  methods: [greet, download], settings: { DATA_DIR: dataDir, LIMIT_APP: '1000/h' },
  onCall: (call) => onCall(call), onAnswer: (answer) => onAnswer(answer),
})
const server = createServer(gateway.handler)
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = 'http://127.0.0.1:' + server.address().port
const came = {}
const note = async (what, path, options) => {
  const response = await fetch(url + path, options)
  const body = await response.text()
  came[what] = { status: response.status, headers: Object.fromEntries(response.headers), body, seen: seen.splice(0) }
}
const post = (body, type = 'text/xml') => ({ method: 'POST', body, headers: { 'Content-Type': type } })
const member = (name, value) => '<member><name>' + name + '</name><value>' + value + '</value></member>'
const inner = '<struct>' + member('methodName', 'own.greet')
  + member('params', '<array><data><value><struct>' + member('api_key', key) + '</struct></value></data></array>') + '</struct>'
const xmlCall = (name, value) => '<methodCall><methodName>' + name + '</methodName><params><param><value>' + value + '</value></param></params></methodCall>'
const soap = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><own.greet xmlns="urn:babelgate:api"><api_key>' + key + '</api_key></own.greet></s:Body></s:Envelope>'
const pages = { headers: { Origin: 'https://page.example' } }
const all = async (prefix) => {
  await note(prefix + 'rest', '/api/own.greet?api_key=' + key)
  await note(prefix + 'native', '/rpc/own.greet', { headers: { Authorization: 'Bearer ' + bearer, ...pages.headers } })
  await note(prefix + 'file', '/rpc/own.download?api_key=' + key)
  await note(prefix + 'soap', '/api/soap', post(soap))
  await note(prefix + 'xmlrpc', '/api/xmlrpc', post(xmlCall('own.greet', '<struct>' + member('api_key', key) + '</struct>')))
  await note(prefix + 'multicall', '/api/xmlrpc', post(xmlCall('system.multicall', '<array><data><value>' + inner + '</value></data></array>')))
  await note(prefix + 'oauth', '/apps/oauth/request', { method: 'POST' })
  await note(prefix + 'fault', '/rpc/own.nothing')
  await note(prefix + 'unread', '/rpc/own.greet', post('{', 'application/json'))
  await note(prefix + 'verb', '/rpc/own.greet', { method: 'PUT' })
}
await all('')
await gateway.call('own.greet', {}, { as: { key } })
came.local = { seen: seen.splice(0) }

const names = [...new Set(Object.values(came).flatMap(({ headers = {} }) => Object.keys(headers)))]
onAnswer = () => Object.fromEntries(names.filter((name) => name !== 'x-mine' && name !== 'server-timing').map((name) => [name, 'mine']))
await all('taken ')
onAnswer = () => ({ 'Content-Type': 'x', 'Transfer-Encoding': 'x', 'Access-Control-Allow-Origin': '*', 'bad name': 'x', 'X-Split': 'a\\r\\nb: c', 'X-Number': 7, 'X-Good': 'yes' })
await note('refused', '/api/own.greet?api_key=' + key)
onCall = () => { throw new Error('onCall is broken') }
onAnswer = () => { throw new Error('onAnswer is broken') }
await note('broken', '/api/own.greet?api_key=' + key)
onCall = async () => { throw new Error('onCall is broken later') }
onAnswer = async () => { throw new Error('onAnswer is broken later') }
await note('late', '/api/own.greet?api_key=' + key)
onCall = () => {}
onAnswer = async () => ({ 'X-Good': 'too late' })
await note('async', '/api/own.greet?api_key=' + key)
server.close()
server.closeAllConnections()
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

test.each([
  ['rest', 'rest', 'ipernity', undefined],
  ['native', 'rest', 'native', 'ada'],
  ['soap', 'soap', 'ipernity', undefined],
  ['xmlrpc', 'xmlrpc', 'ipernity', undefined],
  ['local', 'local', 'native', undefined],
])('tells of a call and its answer: %s', (what, protocol, dialect, user) => {
  const { seen } = came[what]
  const address = what === 'local' ? 'in-process' : '127.0.0.1'
  const id = seen[0][1].id
  expect(seen).toEqual([
    ['call', { id, protocol, dialect, address, method: 'own.greet' }],
    ['answer', expect.objectContaining({ id, protocol, dialect, address, method: 'own.greet', app: member.api_key })],
  ])
  expect(seen[1][1]).toMatchObject({ code: 0, ms: expect.any(Number) })
  expect(seen[1][1].user).toBe(user && member.user_id)
})

test('adds the headers of a hook to answers and faults of every protocol', () => {
  for (const what of ['rest', 'native', 'file', 'soap', 'xmlrpc', 'multicall', 'oauth', 'fault', 'unread', 'verb']) {
    const { headers } = came[what]
    expect([what, headers]).toEqual([
      what,
      expect.objectContaining({ 'x-mine': `for ${headers['x-request-id']}`, 'server-timing': 'run' }),
    ])
  }
})

test('tells of faults, and of calls that could not be read', () => {
  const [call, answer] = came.fault.seen
  expect(call[1]).toMatchObject({ method: 'own.nothing' })
  expect(answer[1]).toMatchObject({ method: 'own.nothing', code: 103, dialect: 'native' })
  expect(came.unread.seen).toEqual([
    ['answer', expect.objectContaining({ code: 123, protocol: 'rest', dialect: 'native' })],
  ])
  expect(came.unread.seen[0][1]).not.toHaveProperty('method')
})

test('tells of a multicall and of each call in it once', () => {
  const told = came.multicall.seen.map(([what, { method, id }]: Json) => [what, method, id.split('.')[1]])
  expect(told).toEqual([
    ['call', 'system.multicall', undefined],
    ['answer', 'system.multicall', undefined],
    ['call', 'own.greet', '1'],
    ['answer', 'own.greet', '1'],
  ])
})

test('lets no hook change a header that the gateway sets', () => {
  for (const what of ['rest', 'native', 'file', 'soap', 'xmlrpc', 'multicall', 'oauth', 'fault', 'unread', 'verb']) {
    const { status, headers, body } = came[`taken ${what}`]
    expect([what, status, body.length]).toEqual([what, came[what].status, came[what].body.length])
    expect([what, Object.values(headers)]).toEqual([
      what,
      expect.not.arrayContaining([expect.stringContaining('mine')]),
    ])
  }
})

test('refuses headers with a line in the log, each once', () => {
  expect(came.refused.headers).toMatchObject({ 'x-good': 'yes', 'content-type': 'application/json; charset=utf-8' })
  expect(came.refused.headers).not.toHaveProperty('x-split')
  expect(came.refused.headers).not.toHaveProperty('access-control-allow-origin')
  const refused = log.filter(({ msg }) => msg === 'a header of onAnswer was refused')
  const reasons = Object.fromEntries(refused.map(({ header, reason }) => [String(header), reason]))
  expect(Object.keys(reasons)).toHaveLength(refused.length)
  expect(reasons).toMatchObject({
    'Content-Type': 'the gateway sets it',
    'Access-Control-Allow-Origin': 'the gateway sets it',
    'bad name': expect.stringMatching(/token/),
    'X-Split': expect.stringMatching(/Invalid character/),
    'X-Number': 'its value is no string',
  })
})

test('answers all the same where a hook fails, and logs the error', () => {
  for (const what of ['broken', 'late', 'async']) {
    expect([what, JSON.parse(came[what].body)]).toEqual([what, expect.objectContaining({ greeting: 'Hello' })])
    expect(came[what].headers).not.toHaveProperty('x-good')
  }
  const failures = log.filter(({ msg }) => /^on(?:Call|Answer) failed$/.test(String(msg)))
  expect(failures.map(({ err }: Json) => err.message).sort()).toEqual([
    'onAnswer is broken',
    'onAnswer is broken later',
    'onCall is broken',
    'onCall is broken later',
  ])
})
