import type { Dialect } from '../../src/core/dialect.js'
import { serveClosed } from '../support/closed-service.js'
import { failingMethods } from '../support/failing-methods.js'
import { png } from '../support/pictures.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { answers } from './answers.js'
import { callBy, registry } from './call-by.js'
import { callerBy } from './caller-by.js'
import type { Bed, Case, Step } from './case.js'
import { byOAuth, type Cast, createCast } from './credentials.js'
import type { Driver } from './drivers/index.js'
import { orders } from './orders.js'
import { type Outcome, readReply } from './read-reply.js'
import { refusals } from './refusals.js'
import { otherwiseByOAuth, skipped } from './skipped.js'
import { emptyShape } from './trees.js'

/** Tells who takes part in a case, before there is a server. */
const anyBed: Bed = { userId: '1', docId: '1', picture: Buffer.alloc(0) }

/** What the cases play on. */
interface Stage {
  readonly server: TestServer
  readonly cast: Cast
  readonly picture: Buffer
}

/**
 * Declares the tests of the case suite for the drivers of a dialect.
 *
 * @param dialect in whose words they sign
 * @param served the dialects of the server, where they are not the usual ones
 */
export function caseSuite(drivers: readonly Driver[], dialect: Dialect, served?: readonly Dialect[]): void {
  let stage: Stage
  beforeAll(async () => {
    const server = await startTestServer({ methods: failingMethods, ...(served && { dialects: served }) })
    serveClosed(server.catalog)
    stage = { server, cast: await createCast(server.services, dialect), picture: await png(60, 40) }
  })
  afterAll(() => stage.server.stop())

  describe.each(drivers.map((driver) => [driver.name, driver] as const))('%s', (_name, driver) => {
    playAll(driver, () => stage)
  })
}

/** Takes the steps of a case. */
async function play(driver: Driver, { server, cast }: Stage, steps: readonly Step[]): Promise<void> {
  for (const { as, method, params = [], gives, ...rest } of steps) {
    const sent = { method, ...cast.credentials[callerBy(driver, as)](method, params), ...rest }
    const { contentType, ...outcome } = await callBy(driver, server.url, sent)
    expect(outcome).toEqual(gives)
    if (rest.format === undefined && rest.verb === undefined) expect(contentType).toBe(typeOf(driver, outcome))
  }
}

/** The media type that an outcome comes in. */
function typeOf({ contentType, faultType = contentType }: Driver, outcome: Outcome): string {
  return 'code' in outcome ? faultType : contentType
}

/** Declares the tests of one driver. @param staged the stage, once it is there */
function playAll(driver: Driver, staged: () => Stage): void {
  let stage: Stage
  let bed: Bed

  beforeAll(async () => {
    stage = staged()
    const sent = { method: 'upload.file', files: { file: stage.picture } }
    const uploaded = await callBy(driver, stage.server.url, {
      ...sent,
      ...stage.cast.credentials[callerBy(driver, 'writer')](sent.method, [['async', '0']]),
    })
    if (!('value' in uploaded)) throw new Error(`The upload was refused with ${uploaded.code}`)
    const { doc_id: docId } = uploaded.value as { doc_id: string }
    bed = { userId: stage.cast.user.id, docId, picture: stage.picture }
  })

  const casesOf = (cases: Readonly<Record<string, Case>>) =>
    Object.entries(cases).filter(
      ([name]) => !skipped.some((skip) => skip.name === name && driver.traits.has(skip.trait)),
    )

  /** The same steps by OAuth, of the cases where everybody can say the same so. */
  const casesByOAuth = (cases: Readonly<Record<string, Case>>) =>
    casesOf(cases)
      .filter(([name]) => !(name in otherwiseByOAuth))
      .map(([name, steps]): [string, Case] => [name, (own) => steps(own).map(spoken)])
      .filter(([, steps]) => steps(anyBed).every(({ as }) => as.startsWith('OAuth')))

  describe('answers', () => {
    test.each(casesOf(answers))('%s', (_case, steps) => play(driver, stage, steps(bed)))
  })

  describe('refuses', () => {
    test.each(casesOf(refusals))('%s', (_case, steps) => play(driver, stage, steps(bed)))

    test('a request that cannot be read', async () => {
      const { said, code } = driver.unreadable
      const response = await fetch(stage.server.url + said.target, said.init)
      const contentType = response.headers.get('content-type') ?? ''
      const reply = { contentType, text: await response.text() }
      expect((driver.read ?? readReply)(reply, emptyShape)).toEqual({ code })
    })
  })

  if (!driver.traits.has('no-old-signatures'))
    test('holds a signature over line ends that XML readers fold', async () => {
      const sent = { method: 'test.echo', ...stage.cast.credentials.signed('test.echo', [['echo', 'one\r\ntwo']]) }
      const { target, init } = driver.say(sent, registry.find(sent.method))
      const body = String(init.body).replaceAll('&#13;', '\r')
      const response = await fetch(stage.server.url + target, { ...init, body })
      expect(await response.text()).toMatch(/one(?:\r|\\r|&(?:amp;)?#13;)?(?:\n|\\n)two/)
    })

  describe('reports the first of several things wrong', () => {
    test.each(casesOf(orders))('%s', (_case, steps) => play(driver, stage, steps(bed)))
  })

  describe('does the same by OAuth', () => {
    const all = [answers, refusals, orders].flatMap(casesByOAuth)
    test.each(all)('%s', (_case, steps) => play(driver, stage, steps(bed)))
  })
}

function spoken(step: Step): Step {
  return { ...step, as: byOAuth[step.as] ?? step.as }
}
