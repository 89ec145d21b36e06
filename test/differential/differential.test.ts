import fc from 'fast-check'
import type { MethodDescription } from '../../src/core/method-spec.js'
import type { Pair } from '../../src/core/pair.js'
import { levels } from '../../src/core/permissions.js'
import { callBy, registry } from '../cases/call-by.js'
import { callerBy, canSay } from '../cases/caller-by.js'
import { type CallerName, callers } from '../cases/credentials.js'
import type { Driver, Sent } from '../cases/drivers/index.js'
import type { Tree } from '../cases/trees.js'
import { type Care, paramsOf } from './arbitraries.js'
import { type Comparable, comparableSince } from './comparable.js'
import { type Replica, type Replicas, settle, startReplicas } from './replicas.js'

/**
 * How many calls of each method are made with valid parameters, and how many with any; and which. For others:
 * `DIFFERENTIAL_RUNS=200 DIFFERENTIAL_SEED=$RANDOM npx jest test/differential`.
 */
const runs = Number(process.env['DIFFERENTIAL_RUNS'] ?? 10)
const seed = Number(process.env['DIFFERENTIAL_SEED'] ?? 1)

let bed: Replicas
const comparables = new Map<Replica, Comparable>()
const answered = new Set<string>()
/** What the last answers were about. */
let recentIds: readonly string[] = []

beforeAll(async () => {
  const start = Date.now() / 1000
  bed = await startReplicas()
  for (const replica of bed.replicas) comparables.set(replica, comparableSince(start))
})
afterAll(() => bed.stop())

/** Methods that need a higher level come later, since they leave less behind for the others. */
const byLevel = [...registry.methods].sort((a, b) => levelOf(a) - levelOf(b))

function levelOf({ needs }: MethodDescription): number {
  return Math.max(0, ...Object.values(needs.permission ?? {}).map((level) => levels.indexOf(level)))
}

/** A call, before anybody knows by which driver it goes. */
interface Asked extends Pick<Sent, 'method' | 'files'> {
  readonly params: readonly Pair[]
  readonly caller: CallerName
}

/** Whether a call is the same by a driver: what only an old signature refuses (105) is not. */
function sameTo(driver: Driver, { caller }: Asked, expected: object): boolean {
  const refused = 'code' in expected && expected.code === 105
  return canSay(driver, caller) && !(refused && callerBy(driver, caller) !== caller)
}

/** What a server did with a call: the outcome, and what the log says of it. */
async function observe(replica: Replica, asked: Asked) {
  const { caller, params, ...rest } = asked
  const sent = { ...rest, ...bed.cast.credentials[callerBy(replica.driver, caller)](rest.method, params) }
  const { contentType, ...outcome } = await callBy(replica.driver, replica.server.url, sent)
  const { method, app, user, code } = lastCall(replica.server.log)
  if (sent.files !== undefined) await settle(replica.server)
  const comparable = comparables.get(replica) ?? ((tree) => tree)
  return { ...('value' in outcome ? { value: comparable(outcome.value) } : outcome), line: { method, app, user, code } }
}

function lastCall(log: readonly string[]) {
  const line = log.findLast((text) => text.includes('"msg":"call"'))
  return JSON.parse(line ?? '{}') as Partial<Record<'method' | 'app' | 'user' | 'code', unknown>>
}

/** Makes one call on every server and holds them to what the first one did. */
async function compare(asked: Asked): Promise<void> {
  const [first, ...others] = bed.replicas
  if (first === undefined) throw new Error('there are no servers')
  const expected = await observe(first, asked)
  for (const other of others) {
    if (!sameTo(other.driver, asked, expected)) continue
    const { name } = other.driver
    const seen = await observe(other, asked)
    if (isOfDialect(asked, other.driver) && 'value' in seen) {
      expect({ name, line: seen.line }).toEqual({ name, line: expected.line })
    } else expect({ name, ...seen }).toEqual({ name, ...expected })
  }
  if ('value' in expected) {
    answered.add(asked.method)
    recentIds = [...new Set([...idsIn(expected.value), ...recentIds])].slice(0, 6)
  } else if (!asked.method.startsWith('failing.')) {
    expect(expected.code).toBeLessThan(500)
  }
}

/** Whether an answer describes methods in the words of the native dialect: the other drivers are of another one. */
function isOfDialect({ method }: Asked, driver: Driver): boolean {
  return driver.name === 'native' && method.startsWith('api.methods.')
}

/** The identifiers in an answer: short numbers under names that end in `id`. */
function idsIn(tree: Tree): string[] {
  if (typeof tree === 'string') return []
  return Object.entries(tree).flatMap(([name, part]) =>
    name.endsWith('id') && typeof part === 'string' && /^\d{1,6}$/.test(part) ? [part] : idsIn(part),
  )
}

function filesOf(method: MethodDescription, care: Care): fc.Arbitrary<Pick<Sent, 'files'>> {
  const [name] = method.files
  if (name === undefined) return fc.constant({})
  const picture = fc.constant(bed.picture)
  const contents = care === 'valid' ? picture : fc.oneof(picture, fc.uint8Array().map(Buffer.from))
  return contents.map((content) => ({ files: { [name]: content } }))
}

/** Calls of a method by one of several callers. */
function callsOf(method: MethodDescription, care: Care, by: readonly CallerName[]): fc.Arbitrary<Asked> {
  const { name } = method
  return fc
    .tuple(paramsOf(method, [...bed.words, ...recentIds], care), filesOf(method, care), fc.constantFrom(...by))
    .map(([params, files, caller]) => ({ method: name, ...files, params, caller }))
}

/** Methods that random parameters seldom satisfy. */
const unlikely: Readonly<Record<string, string>> = {
  'doc.tags.remove': 'a document, one of its tags, and the type of that tag have to meet',
}

/** Refusals alone would prove little, so these have to answer once. */
function canAnswer(name: string): boolean {
  return !name.startsWith('failing.') && !(name in unlikely)
}

const named = byLevel.map((method) => [method.name, method] as const)
const options = { numRuns: runs, seed, endOnFailure: true }
const timeout = 60_000 + 1000 * runs

describe('every transport answers alike', () => {
  test.each(named)(
    '%s, asked well',
    async (name, method) => {
      const ask = (seed: number) =>
        fc.assert(fc.asyncProperty(callsOf(method, 'valid', ['deleter', 'OAuth deleter']), compare), {
          ...options,
          seed,
        })
      await ask(seed)
      if (!canAnswer(name)) return
      for (let more = 1; !answered.has(name) && more <= 8; more++) await ask(seed + more)
      expect([name, answered.has(name)]).toEqual([name, true])
    },
    timeout,
  )

  test.each(named)(
    '%s, asked in any way by anybody',
    async (_name, method) => {
      const by: readonly CallerName[] = [...callers, 'writer', 'deleter', 'deleter', 'bearer', 'bearer', 'OAuth writer']
      await fc.assert(fc.asyncProperty(callsOf(method, 'any', by), compare), options)
    },
    timeout,
  )
})
