import { mkdtempSync, rmSync } from 'node:fs'
import type { RequestListener, Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { Admitter } from '../../../src/core/admitter.js'
import { createSignatureGuard } from '../../../src/core/auth/signature-guard.js'
import { defineMethod } from '../../../src/core/define-method.js'
import { Pipeline } from '../../../src/core/pipeline.js'
import type { NonceWindow } from '../../../src/core/ports/admission.js'
import type { UploadSpool } from '../../../src/core/ports/upload-spool.js'
import { ipernity } from '../../../src/dialects/ipernity/index.js'
import { createListener } from '../../../src/http/listener.js'
import { createRouter } from '../../../src/http/router.js'
import { createUploadSpool } from '../../../src/stores/files/upload-spool.js'
import { createMemoryAdmission } from '../../../src/stores/memory/admission.js'
import { createOriginReader } from '../../../src/transports/shared/client.js'
import { createSignedUris } from '../../../src/transports/shared/oauth/signed-uris.js'
import { createOwnAddress } from '../../../src/transports/shared/own-address.js'
import { faultWriter } from '../../../src/transports/shared/write-fault.js'
import { createXmlRpcTransport } from '../../../src/transports/xmlrpc/index.js'
import { serve, stop } from '../../support/browser.js'
import { sqliteDatabase, type TestDatabase } from '../../support/databases.js'
import { MovingClock } from '../../support/moving-clock.js'
import { kinds } from '../../support/permission-kinds.js'
import { catalogOf } from '../../support/registry.js'
import { noLog } from '../../support/request-log.js'
import { type Stores, sqlStores } from '../../support/sql-stores.js'
import { array, methodCall, postXml, string, struct } from '../../support/xmlrpc.js'

const take = defineMethod()({
  name: 'file.take',
  summary: 'Take a file',
  params: z.object({}),
  result: z.object({ bytes: z.int() }),
  files: ['file'],
  run: ({ files }) => ({ bytes: files.get('file')?.bytes ?? 0 }),
})

const nonceWindow: NonceWindow = { back: 300, ahead: 60, tolerance: 300 }

const failures: unknown[] = []
let folder: string
let database: TestDatabase
let key: string
let url: string
let server: Server
let lookUps: jest.SpyInstance
let opened: jest.SpyInstance

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'babelgate-once-'))
  database = await sqliteDatabase()
  const clock = new MovingClock()
  const stores = sqlStores(database.sql, clock)
  const owner = await stores.users.create({ username: 'ada', realname: '', lg: 'en', passwordHash: '' })
  const app = await stores.apps.create({ name: 'Tester', type: 'desktop', ownerId: owner?.id ?? '' }, 'cli:test')
  key = app.key
  const spool = await createUploadSpool({ dir: folder, maxBytes: 1024, tempMaxBytes: 4096, perAddress: 1 })
  lookUps = jest.spyOn(stores.apps, 'find')
  opened = jest.spyOn(spool, 'open')
  const served = await serve(listenerOn(spool, stores, clock))
  url = served.url
  server = served.server
})
afterEach(() => {
  lookUps.mockClear()
  opened.mockClear()
  expect(failures.splice(0)).toEqual([])
})
afterAll(async () => {
  await stop(server)
  await database.remove()
  rmSync(folder, { recursive: true })
})

/** XML-RPC alone, at the address that clients know. */
function listenerOn(spool: UploadSpool, stores: Stores, clock: MovingClock): RequestListener {
  const gateway = new Pipeline({
    catalog: catalogOf([take], {}),
    identities: { ...stores, guard: createSignatureGuard(new Set()), clock, nonceWindow },
    kinds,
    admitter: new Admitter({
      admission: createMemoryAdmission(nonceWindow, clock),
      limits: { address: [], app: [] },
      clock,
    }),
    maintenance: { isOn: () => false },
    blockLists: stores.blockLists,
    timeLimit: 30_000,
    log: { call: () => undefined, failure: (_id, fault) => failures.push(fault.cause ?? fault) },
  })
  const signedUris = createSignedUris(undefined)
  const target = createXmlRpcTransport({ gateway, clock, dialect: ipernity, spool, signedUris })
  return createListener({
    router: createRouter([{ path: '/api/xmlrpc', dialect: 'ipernity', target }], []),
    pages: (_req, res) => res.writeHead(404).end(),
    originOf: createOriginReader(undefined, createOwnAddress(undefined, '127.0.0.1')),
    operators: new Map(),
    requireTls: false,
    writeFault: faultWriter(ipernity),
    log: noLog,
    onError: (error) => failures.push(error),
  })
}

const file = (bytes: string) => `<base64>${Buffer.from(bytes).toString('base64')}</base64>`
const entry = (members: Readonly<Record<string, string>>) =>
  struct({ methodName: string('file.take'), params: array(struct(members)) })
const many = (...entries: readonly string[]) => postXml(url, methodCall('system.multicall', array(...entries)))

describe('each call of a multicall', () => {
  test('is authenticated once, and its files are written once, one after the other', async () => {
    const { text } = await many(...['a', 'bb', 'ccc'].map((bytes) => entry({ api_key: key, file: file(bytes) })))
    expect(text.match(/<int>\d<\/int>/g)).toEqual(['<int>1</int>', '<int>2</int>', '<int>3</int>'])
    expect(lookUps.mock.calls).toEqual([[key], [key], [key]])
    expect(opened).toHaveBeenCalledTimes(3)
  })

  test('that fails fails with the same fault in its turn', async () => {
    const stranger = 'f'.repeat(32)
    const { text } = await many(
      entry({ api_key: stranger }),
      entry({ api_key: key, file: file('ok') }),
      entry({ api_key: '<int>x</int>' }),
      entry({}),
    )
    expect(text.match(/<int>\d+<\/int>/g)).toEqual([
      '<int>101</int>',
      '<int>2</int>',
      '<int>122</int>',
      '<int>100</int>',
    ])
    expect(lookUps.mock.calls).toEqual([[stranger], [key]])
  })
})
