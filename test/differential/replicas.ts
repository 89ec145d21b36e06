import { createHash } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noPermissions } from '../../src/core/permissions.js'
import { callBy, registry } from '../cases/call-by.js'
import { type Cast, createCast } from '../cases/credentials.js'
import { type Driver, drivers } from '../cases/drivers/index.js'
import { restDriver } from '../cases/drivers/rest.js'
import { serveClosed } from '../support/closed-service.js'
import { failingMethods } from '../support/failing-methods.js'
import { png } from '../support/pictures.js'
import { startTestServer, type TestServer } from '../support/server.js'

/** A driver with a server of its own. */
export interface Replica {
  readonly driver: Driver
  readonly server: TestServer
}

/** Servers that began with the same stored state, one for each driver. */
export interface Replicas {
  readonly replicas: readonly Replica[]
  readonly cast: Cast
  readonly picture: Buffer
  /** Values that mean something in the stored state: identifiers, names, tickets, frobs. */
  readonly words: readonly string[]
  stop(): Promise<void>
}

const settings = { PUBLIC_URL: 'http://gateway.example' }

/** Fills stores once and starts a server on a copy of them for each driver. */
export async function startReplicas(): Promise<Replicas> {
  const folder = await mkdtemp(join(tmpdir(), 'babelgate-replicas-'))
  const seed = join(folder, 'seed')
  const picture = await png(60, 40)
  const { cast, words } = await fill(seed, picture)
  const replicas: Replica[] = []
  for (const [index, driver] of drivers.entries()) {
    const copy = join(folder, String(index))
    await cp(seed, copy, { recursive: true })
    const server = await startTestServer({ methods: failingMethods, settings: { ...settings, DATA_DIR: copy } })
    serveClosed(server.catalog)
    replicas.push({ driver, server })
  }
  const stop = async () => {
    for (const { server } of replicas) await server.stop()
    await rm(folder, { recursive: true })
  }
  return { replicas, cast, picture, words, stop }
}

async function fill(folder: string, picture: Buffer): Promise<Pick<Replicas, 'cast' | 'words'>> {
  const server = await startTestServer({ methods: failingMethods, settings: { ...settings, DATA_DIR: folder } })
  const cast = await createCast(server.services)
  const words = [
    '1',
    '2',
    cast.user.id,
    cast.user.username,
    ...registry.methods.map(({ name }) => name).slice(0, 10),
    '2008-01-03 11:22:33',
    createHash('md5').update(picture).digest('hex'),
  ]
  for (const keywords of ['sea', 'sea,"blue sky"', '']) {
    const { ticket, doc_id: id } = await upload(server, cast, picture, keywords)
    words.push(ticket, id)
  }
  words.push(...(await allowedFrobs(server, cast)))
  await server.stop()
  return { cast, words }
}

async function upload(server: TestServer, { credentials }: Cast, file: Buffer, keywords: string) {
  const method = 'upload.file'
  const params = [
    ['async', '0'],
    ['title', 'A picture'],
    ['is_public', '1'],
    ['keywords', keywords],
  ] as const
  const sent = { method, files: { file }, ...credentials.writer(method, params) }
  const answered = await callBy(restDriver('json'), server.url, sent)
  if (!('value' in answered)) throw new Error(`the upload was refused with ${answered.code}`)
  return answered.value as { ticket: string; doc_id: string }
}

/** Frobs that a member agreed to, and nobody has exchanged. */
async function allowedFrobs({ services }: TestServer, { app, user }: Cast): Promise<string[]> {
  const now = Math.floor(services.clock.now() / 1000)
  const grant = { appId: app.id, userId: user.id, permissions: { ...noPermissions, doc: 'read' } } as const
  const frobs = Array.from({ length: 4 }, (_, index) => `${app.id}-${index}abcdef0123456789`)
  for (const frob of frobs) await services.tokenStore.createGrantedFrob(frob, grant, now, now + 3600)
  return frobs
}

/** Waits until a server has nothing left to do behind its clients' backs. */
export async function settle({ services }: TestServer): Promise<void> {
  const waiting = services.sql.read.selectFrom('upload_jobs').select('id').where('state', '=', 'waiting').limit(1)
  while ((await waiting.executeTakeFirst()) !== undefined) await new Promise((done) => setTimeout(done, 5))
}
