import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { type Sent, signingDrivers } from '../cases/drivers/index.js'
import { signedPairs } from '../support/api-client.js'
import { anyOf, ask, codeIn, codeOf, post, repeat, type Soak } from './client.js'
import { type Accepted, consumerOf } from './readers.js'
import type { Code } from './tally.js'

/** How long after a token was revoked nobody may believe it any more, in milliseconds. */
const grace = 1000

/** Starts those who want in and must not get in. */
export async function startAttackers(soak: Soak, accepted: readonly Accepted[]): Promise<void> {
  const revoked: RevokedToken[] = []
  await Promise.all([
    repeat(soak, 20, () => replay(soak, accepted)),
    repeat(soak, 50, () => sendTwice(soak)),
    repeat(soak, 20, () => forge(soak)),
    repeat(soak, 30, () => cutShort(soak)),
    repeat(soak, 5000, () => revokeOne(soak, revoked)),
    repeat(soak, 30, () => comeBack(soak, revoked)),
    ...Array.from({ length: 20 }, () => repeat(soak, 500, () => dawdle(soak))),
  ])
}

/** Counts a call that must not be accepted. */
async function refused({ tally }: Soak, name: string, call: () => Promise<Code>): Promise<void> {
  if ((await tally.count(name, call)) === 0) tally.wrong(`${name}: accepted`)
}

/** Sends again what was accepted once, to whichever node comes next. */
async function replay(soak: Soak, accepted: readonly Accepted[]): Promise<void> {
  const old = anyOf(accepted)
  if (old === undefined) return
  const { driver, sent, said } = old
  await refused(soak, 'a replay', async () => codeOf(await ask(driver, soak.deployment.nextUrl(), sent, () => said)))
}

/** Sends one signed call twice at once, to different nodes where there are several. */
async function sendTwice(soak: Soak): Promise<void> {
  const { deployment, member, tally } = soak
  const sent: Sent = {
    method: 'auth.checkToken',
    pairs: [],
    speaker: { consumer: consumerOf(member), oauth: oneNonce() },
  }
  const driver = anyOf(signingDrivers)
  if (driver === undefined) return
  const send = () =>
    tally.count('the same call twice at once', async () => codeOf(await ask(driver, deployment.nextUrl(), sent)))
  const codes = await Promise.all([send(), send()])
  if (codes.every((code) => code === 0)) tally.wrong('the same call twice at once: both accepted')
}

/** The same timestamp and nonce for every signature that is made with them. */
function oneNonce(): Record<string, string> {
  return { oauth_timestamp: String(Math.floor(Date.now() / 1000)), oauth_nonce: `twice${Math.random()}` }
}

/** Signs with a secret that is not the right one. */
async function forge(soak: Soak): Promise<void> {
  const { member, deployment } = soak
  const driver = anyOf(signingDrivers)
  if (driver === undefined) return
  const consumer = { ...consumerOf(member), secret: 'f'.repeat(member.secret.length) }
  const forgeries: readonly Sent[] = [
    { method: 'auth.checkToken', pairs: [], speaker: { consumer } },
    { method: 'auth.checkToken', pairs: signedPairs({ ...member, secret: consumer.secret }, 'auth.checkToken') },
    { method: 'auth.checkToken', pairs: [], authorization: `Bearer ${member.auth_token}` },
  ]
  for (const sent of forgeries)
    await refused(soak, 'a forgery', async () => codeOf(await ask(driver, deployment.nextUrl(), sent)))
}

/** Sends envelopes that end too early, and whatever else nobody can read. */
async function cutShort(soak: Soak): Promise<void> {
  const driver = anyOf(signingDrivers)
  if (driver === undefined) return
  const sent: Sent = { method: 'auth.checkToken', pairs: signedPairs(soak.member, 'auth.checkToken') }
  const url = soak.deployment.nextUrl()
  await refused(soak, 'a broken envelope', async () =>
    codeOf(
      await ask(driver, url, sent, (said) => {
        const { body } = said.init
        if (typeof body !== 'string' || !body.startsWith('<')) return driver.unreadable.said
        return { ...said, init: { ...said.init, body: body.slice(0, Math.floor(Math.random() * body.length)) } }
      }),
    ),
  )
}

interface RevokedToken {
  readonly auth_token: string
  readonly bearer_token: string
  /** When the command line had ended. */
  readonly since: number
}

/** Makes a token and takes it back by the command line; what fails while a store is away counts for nothing. */
async function revokeOne({ deployment: { place }, member }: Soak, revoked: RevokedToken[]): Promise<void> {
  const create = ['token', 'create', '--app', member.api_key, '--user', member.username, '--perm', 'doc=read', '--json']
  const created = await place.run(create)
  if (created.code !== 0) return
  const token = JSON.parse(created.stdout)
  if ((await place.run(['token', 'revoke', token.auth_token])).code === 0)
    revoked.push({ ...token, since: performance.now() })
}

/** Calls with a token that was revoked more than a moment ago. */
async function comeBack(soak: Soak, revoked: readonly RevokedToken[]): Promise<void> {
  const token = revoked.at(-1)
  if (token === undefined || performance.now() - token.since < grace) return
  const { api_key, secret } = soak.member
  const who = { api_key, secret, auth_token: token.auth_token }
  const url = soak.deployment.nextUrl()
  await refused(soak, 'a revoked token', async () => codeIn(await post(url, who, 'auth.checkToken')))
}

/** Begins a request and does not go on. */
async function dawdle({ deployment, isOver }: Soak): Promise<void> {
  const { hostname, port } = new URL(deployment.nextUrl())
  const socket = connect(Number(port), hostname).on('error', () => undefined)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.resume().write('POST /api/auth.checkToken HTTP/1.1\r\nHost: soak.example.org\r\nContent-Length: 1000\r\n')
  for (let letter = 0; letter < 60 && !socket.closed && !isOver(); letter++, await setTimeout(500)) socket.write('X')
  socket.destroy()
  await closed
}
