import { type FSWatcher, mkdtempSync, readdirSync, rmSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { signApi } from '../../../src/core/auth/api-sig.js'
import { defineMethod } from '../../../src/core/define-method.js'
import { signingOf } from '../../../src/core/dialect/signing.js'
import type { Dialect } from '../../../src/core/dialect.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import { ipernity } from '../../../src/dialects/ipernity/index.js'
import { MovingClock } from '../../support/moving-clock.js'
import { until } from '../../support/process.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { array, methodCall, postXml, string, struct, type XmlRpcReply } from '../../support/xmlrpc.js'

/** The spooled files that were there while each handler ran. */
const spooled: string[][] = []

const take = defineMethod()({
  name: 'file.take',
  summary: 'Take a file',
  params: z.object({ order: z.string() }),
  result: z.object({ bytes: z.int() }),
  files: ['file'],
  run: ({ files }) => {
    const file = files.get('file')
    spooled.push(file === undefined ? [] : readdirSync(dirname(file.path)))
    return { bytes: file?.bytes ?? 0 }
  },
})

/** The methods of the calls whose signature was verified, in order: verification asks the dialect for the signed text. */
const verified: string[] = []

const signing = signingOf(ipernity)
const observed: Dialect = {
  ...ipernity,
  signing: {
    ...signing,
    text(pairs, method, secret) {
      verified.push(method)
      return signing.text(pairs, method, secret)
    },
  },
}

/** The names of all files that were written to the spool. */
const written = new Set<string>()

let folder: string
let server: TestServer
let watcher: FSWatcher
let app: Application

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'babelgate-once-'))
  server = await startTestServer({
    methods: [take],
    dialects: [observed],
    settings: { DATA_DIR: folder, LIMIT_APP: '100/h' },
    clock: new MovingClock(),
  })
  app = await createApp(server.services, await createUser(server.services, 'ada'))
  const incoming = join(folder, 'incoming')
  const [own = ''] = readdirSync(incoming)
  watcher = watch(join(incoming, own), (_event, name) => {
    if (name !== null) written.add(name)
  })
})
afterEach(() => {
  for (const seen of [spooled, verified]) seen.length = 0
  written.clear()
})
afterAll(async () => {
  watcher.close()
  await server.stop()
  rmSync(folder, { recursive: true })
})

/** The struct of a signed call of file.take; the file is not part of the signature. */
function signedTake(order: string, bytes: string, { key, secret } = app): string {
  const api_sig = signApi(
    {
      dialect: ipernity,
      pairs: [
        ['api_key', key],
        ['order', order],
      ],
      method: 'file.take',
    },
    secret,
  )
  const file = `<base64>${Buffer.from(bytes).toString('base64')}</base64>`
  return struct({ api_key: string(key), order: string(order), api_sig: string(api_sig), file })
}

const entry = (params: string) => struct({ methodName: string('file.take'), params: array(params) })
const many = (...calls: readonly string[]) =>
  postXml(server.url, methodCall('system.multicall', array(...calls.map(entry))))
const codes = ({ text }: XmlRpcReply) => text.match(/<int>\d+<\/int>/g)?.map((int) => Number(int.slice(5, -6)))

describe('each call of a multicall', () => {
  test('is authenticated and counted once, and its file is written once, while no other is there', async () => {
    const reply = await many(signedTake('1', 'a'), signedTake('2', 'bb'), signedTake('3', 'ccc'))
    expect(codes(reply)).toEqual([1, 2, 3])
    expect(verified).toEqual(['file.take', 'file.take', 'file.take'])
    expect(spooled.map((names) => names.length)).toEqual([1, 1, 1])
    const names = spooled.flat().sort()
    expect(new Set(names).size).toBe(3)
    await until(() => names.every((name) => written.has(name)))
    expect([...written].sort()).toEqual(names)
    expect(reply.headers.get('ratelimit')).toMatch(/^"app";r=97;/)
    const next = await postXml(server.url, methodCall('file.take', signedTake('4', 'd')))
    expect(next.headers.get('ratelimit')).toMatch(/^"app";r=96;/)
  })

  test('that fails fails with the same fault in its turn, and is authenticated once as well', async () => {
    const stranger = { ...app, key: 'f'.repeat(32) }
    const reply = await many(
      signedTake('1', 'x', stranger),
      signedTake('2', 'ok'),
      struct({ api_key: '<int>x</int>' }),
      struct({ order: string('4') }),
      signedTake('5', 'x', { ...app, secret: 'another' }),
    )
    expect(codes(reply)).toEqual([101, 2, 122, 100, 105])
    expect(verified).toEqual(['file.take', 'file.take'])
    expect(spooled).toHaveLength(1)
  })
})
