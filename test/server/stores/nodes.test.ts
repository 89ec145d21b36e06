import { setTimeout } from 'node:timers/promises'
import { addMember, type Member, password } from '../../support/add-member.js'
import { call, codeOf, type Identity, loginLink } from '../../support/api-client.js'
import { type Consumer, oauthHeader } from '../../support/oauth.js'
import { typedVerifier } from '../../support/oauth-consent.js'
import { holding } from '../../support/oauth-dance.js'
import { jpeg } from '../../support/pictures.js'
import { type Installation, installOnPostgres, type Json, type ServerProcess, until } from '../../support/process.js'
import { type RedisServer, startRedis } from '../../support/redis.js'
import { createVisitor, type Visitor } from '../../support/visitor.js'

/** Where clients believe that they call, whichever node the balancer gives them. */
const PUBLIC_URL = 'https://api.example.org'

/** How long anything may take that does not depend on the gateway's promises, in milliseconds. */
const PATIENCE = 60_000

let redis: RedisServer
let place: Installation
let nodes: ServerProcess[]
let member: Member
let app: Identity
let visitor: Visitor

const serve = () => place.serve({ env: { REDIS_URL: redis.url, PUBLIC_URL } })

beforeAll(async () => {
  redis = await startRedis()
  place = await installOnPostgres()
  member = await addMember(place)
  app = { api_key: member.api_key, secret: member.secret }
  nodes = [await serve(), await serve(), await serve()]
  visitor = createVisitor(node().url)
  await visitor.submit('/login', { username: member.username, password })
})
afterAll(async () => {
  for (const running of nodes) expect(await running.stop()).toBe(0)
  await place.remove()
  await redis.remove()
})

let turn = 0
/** The nodes in turn, as a balancer chooses them. */
function node(): ServerProcess {
  turn = (turn + 1) % nodes.length
  const chosen = nodes[turn]
  if (chosen === undefined) throw new Error('No node runs.')
  return chosen
}

/** The outcomes of one call on every node at once. */
function onAll<Outcome>(send: (url: string) => Promise<Outcome>): Promise<Outcome[]> {
  return Promise.all(nodes.map(({ url }) => send(url)))
}

/** The same where nodes may die meanwhile: what those said that gave an answer. */
async function onSome<Outcome>(send: (url: string) => Promise<Outcome>): Promise<Outcome[]> {
  const outcomes = await Promise.allSettled(nodes.map(({ url }) => send(url)))
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}

/** Nobody believed it; a busy machine may have kept a node from asking Redis in time. */
function expectNever(codes: readonly number[], refusal: number): void {
  expect(codes.filter((code) => code !== refusal && code !== 503)).toEqual([])
}

/**
 * At most one believed it, and exactly one wherever all nodes could ask; where one could not, what it has spent nobody
 * gets. Of several rounds most must be such that somebody believed it.
 */
function expectOnce(rounds: readonly (readonly number[])[], refusal: number): void {
  const believed = rounds.map((codes) => {
    const others = codes.filter((code) => code !== 0)
    expectNever(others, refusal)
    const times = codes.length - others.length
    expect(times).toBeLessThanOrEqual(1)
    expect(times === 1 || others.includes(503)).toBe(true)
    return times
  })
  expect(believed.filter((times) => times === 1).length).toBeGreaterThan(rounds.length / 2)
}

/** Signs one call by OAuth, once; gives what sends that same call to a node and tells the code of its fault. */
function signedCall(consumer: Consumer): (url: string) => Promise<number> {
  const path = '/api/auth.checkToken'
  const authorization = oauthHeader(consumer, { url: PUBLIC_URL + path })
  return async (url) => codeIn(await (await fetch(url + path, { headers: { authorization } })).json())
}

function codeIn({ api }: Json): number {
  return Number(api.code ?? 0)
}

function holder(): Consumer {
  const token = { token: member.oauth_token, secret: member.oauth_token_secret }
  return { key: member.api_key, secret: member.secret, token }
}

/** A frob that the member has allowed; asked for, allowed and to be exchanged on different nodes. */
async function allowedFrob(): Promise<string> {
  const { frob } = (await call(node().url, app, 'auth.getFrob')).auth
  await visitor.submit(node().url + loginLink(app, { frob, perm_doc: 'write' }))
  place.keepSecret(frob)
  return frob
}

/** Takes a step of OAuth for the public address on one node. */
async function step(url: string, path: string, as: Consumer, oauth: Readonly<Record<string, string>>) {
  const authorization = oauthHeader(as, { verb: 'POST', url: PUBLIC_URL + path, oauth })
  const { status, headers, text } = await fetch(url + path, { method: 'POST', headers: { authorization } }).then(
    async (answer) => ({ status: answer.status, headers: answer.headers, text: await answer.text() }),
  )
  return { status, headers, fields: Object.fromEntries(new URLSearchParams(text)) }
}

describe('three nodes on one PostgreSQL, one Redis and one DATA_DIR', () => {
  test('accept a call signed by OAuth once, on any node', async () => {
    const rounds: number[][] = []
    for (let round = 0; round < 40; round++) {
      const send = signedCall(holder())
      rounds.push(await onAll(send))
      expectNever([await send(node().url)], 133)
    }
    expectOnce(rounds, 133)
  })

  test('exchange a frob once', async () => {
    const rounds: number[][] = []
    for (let round = 0; round < 8; round++) {
      const frob = await allowedFrob()
      const answers = await onAll((url) => call(url, app, 'auth.getToken', { params: { frob } }))
      rounds.push(answers.map(codeIn))
    }
    expectOnce(rounds, 2)
  })

  test('exchange a request token once', async () => {
    const consumer = { key: member.api_key, secret: member.secret }
    const rounds: number[][] = []
    for (let round = 0; round < 8; round++) {
      const asked = await step(node().url, '/apps/oauth/request', consumer, { oauth_callback: 'oob' })
      const page = `${node().url}/apps/oauth/authorize?oauth_token=${asked.fields['oauth_token']}&perm_doc=read`
      const verifier = typedVerifier(await (await visitor.submit(page)).text())
      const exchange = (url: string) =>
        step(url, '/apps/oauth/access', holding(consumer, asked), { oauth_verifier: verifier })
      rounds.push((await onAll(exchange)).map(({ fields }) => Number(fields['code'] ?? 0)))
    }
    expectOnce(rounds, 107)
  })

  test('lose no acknowledged write and accept no call twice while one after the other is killed', async () => {
    const traffic = await startTraffic()
    for (let kill = 0; kill < 4; kill++) {
      await traffic.moved()
      const victim = nodes[kill % nodes.length]
      await victim?.kill()
      nodes[kill % nodes.length] = await serve()
    }
    const { words, tokens, accepted, believed } = await traffic.end()

    expect(believed.filter((times) => times > 1)).toEqual([])
    for (const { url } of nodes) {
      expect(await wordsOf(url, traffic.doc_ids)).toEqual(expect.arrayContaining(words))
      const codes = tokens.map((auth_token) => codeOf(url, { ...app, auth_token }, 'auth.checkToken'))
      expect(await Promise.all(codes)).toEqual(tokens.map(() => 0))
      expectNever(await Promise.all(accepted.map((again) => again(url))), 133)
    }
  }, 180_000)

  describe('apply within a second, on all nodes, a change by the command line of one', () => {
    const check = (who: Identity) => (url: string) => codeOf(url, who, 'auth.checkToken')

    test('a revoked token', async () => {
      const perms = ['--app', member.api_key, '--user', member.username, '--perm', 'doc=read']
      const { auth_token } = await place.json('token', 'create', ...perms)
      await expectSoon(['token', 'revoke', auth_token], check({ ...app, auth_token }), 107)
    })

    test('a disabled application', async () => {
      const other = await place.json('app', 'create', '--name', 'Other', '--owner', member.username)
      const getFrob = (url: string) => codeOf(url, other, 'auth.getFrob')
      await expectSoon(['app', 'disable', other.api_key], getFrob, 101)
      await expectSoon(['app', 'enable', other.api_key], getFrob, 0)
    })

    test('maintenance', async () => {
      await expectSoon(['maintenance', 'on'], check(member), 501)
      await expectSoon(['maintenance', 'off'], check(member), 0)
    })
  })
})

/**
 * Runs a command while all nodes are asked the same without end. No call that was sent more than a second after the
 * command had ended may be answered as before; how long answers take is the machine's affair.
 */
async function expectSoon(command: readonly string[], ask: (url: string) => Promise<number>, code: number) {
  const before = await onAll(ask)
  expect(before).not.toContain(code)
  await place.json(...command)
  const done = performance.now()
  let lastOld = done
  const askAgain = async (url: string) => {
    const sent = performance.now()
    const isNew = (await ask(url)) === code
    if (!isNew) lastOld = Math.max(lastOld, sent)
    return isNew
  }
  await until(async () => (await onAll(askAgain)).every(Boolean), PATIENCE)
  expect(await onAll(ask)).toEqual(nodes.map(() => code))
  expect(lastOld - done).toBeLessThan(1000)
}

/** What clients do while nodes are killed, and what they were told. */
interface Traffic {
  readonly doc_ids: readonly string[]
  /** Resolves when everybody has had some success since the last time. */
  moved(): Promise<void>
  /** Stops it. What a dying node left open counts for nothing. */
  end(): Promise<{
    /** Tags that were acknowledged. */
    readonly words: readonly string[]
    /** Tokens that were handed out. */
    readonly tokens: readonly string[]
    /** Signed calls that were accepted; to be sent again. */
    readonly accepted: readonly ((url: string) => Promise<number>)[]
    /** How many nodes believed what only one may. */
    readonly believed: readonly number[]
  }>
}

async function startTraffic(): Promise<Traffic> {
  const doc_ids = await Promise.all([310, 320, 330, 340].map(upload))
  const words: string[] = []
  const tokens: string[] = []
  const accepted: ((url: string) => Promise<number>)[] = []
  const believed: number[] = []
  let ended = false
  const work = {
    async tag(attempt: number) {
      const keywords = `word${attempt}`
      const doc_id = doc_ids[attempt % doc_ids.length] ?? ''
      if ((await codeOf(node().url, member, 'doc.tags.add', { params: { doc_id, keywords } })) === 0)
        words.push(keywords)
    },
    async mint() {
      const frob = await allowedFrob()
      const answers = await onSome((url) => call(url, app, 'auth.getToken', { params: { frob } }))
      const minted = answers.filter((answer) => codeIn(answer) === 0)
      believed.push(minted.length)
      tokens.push(...minted.map(({ auth }) => auth.token))
    },
    async replay() {
      const send = signedCall(holder())
      const times = (await onSome(send)).filter((code) => code === 0).length
      believed.push(times)
      if (times > 0) accepted.push(send)
    },
  }
  const clients = Object.values(work).map(async (attempt) => {
    for (let count = 0; !ended; count++, await setTimeout(20)) await attempt(count).catch(() => undefined)
  })
  return {
    doc_ids,
    async moved() {
      const [tags, minted, calls] = [words.length, tokens.length, accepted.length]
      const progress = () => words.length >= tags + 10 && tokens.length >= minted + 2 && accepted.length >= calls + 3
      await until(progress, PATIENCE)
    },
    async end() {
      ended = true
      await Promise.all(clients)
      return { words, tokens, accepted, believed }
    },
  }
}

/** Uploads a photo and waits until it is a document. */
async function upload(width: number): Promise<string> {
  const file = new Blob([new Uint8Array(await jpeg(width))])
  const { ticket } = await call(node().url, member, 'upload.file', { file })
  let doc_id = ''
  await until(async () => {
    const { tickets } = await call(node().url, member, 'upload.checkTickets', { params: { tickets: ticket } })
    doc_id = tickets.ticket[0].doc_id ?? ''
    return doc_id !== ''
  }, PATIENCE)
  return doc_id
}

async function wordsOf(url: string, doc_ids: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    doc_ids.map((doc_id) => call(url, member, 'doc.tags.getList', { params: { doc_id } })),
  )
  return lists.flatMap(({ tags }) => (tags.tag ?? []).map(({ tag }: { tag: string }) => tag))
}
