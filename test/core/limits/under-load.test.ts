import type { Application } from '../../../src/core/ports/app-store.js'
import type { User } from '../../../src/core/ports/user-store.js'
import { type RedisServer, startRedis } from '../../support/redis.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { array, faultIn, methodCall, postXml, string, struct } from '../../support/xmlrpc.js'

/** An hour's limit gives one more call a minute, so none while a test runs. */
const LIMIT = 60
const CALLS = 300

/** Who calls: an application from an address, each with a limit of its own. */
interface Origin {
  readonly key: string
  readonly address: string
}

type Send = (url: string, origin: Origin) => Promise<number>

const headersOf = ({ address }: Origin) => ({ 'x-forwarded-for': address })

/** The ways to call test.hello: each gives the code of the fault, 0 where there is an answer. */
const protocols: Readonly<Record<string, Send>> = {
  async REST(url, origin) {
    const response = await fetch(`${url}/api/test.hello/json?api_key=${origin.key}`, { headers: headersOf(origin) })
    return Number(/"code":"(\d+)"/.exec(await response.text())?.[1] ?? 0)
  },
  async 'XML-RPC'(url, origin) {
    const document = methodCall('test.hello', struct({ api_key: string(origin.key) }))
    return (await postXml(url, document, '', headersOf(origin))).fault ?? 0
  },
}

/** A request with as many calls of test.hello. @returns the codes of their faults, or one of the whole request */
async function multicall(url: string, origin: Origin, calls: number): Promise<readonly number[]> {
  const call = struct({ methodName: string('test.hello'), params: array(struct({ api_key: string(origin.key) })) })
  const document = methodCall('system.multicall', array(...Array<string>(calls).fill(call)))
  const { fault, text } = await postXml(url, document, '', headersOf(origin))
  return fault === undefined
    ? text
        .split('hello world')
        .slice(1)
        .map(() => 0)
    : [faultIn(text).fault ?? -1]
}

const counters: Readonly<Record<string, () => Promise<RedisServer | undefined>>> = {
  'this process': async () => undefined,
  Redis: () => startRedis(),
}

describe.each(Object.entries(counters))('counted by %s', (_name, startCounter) => {
  let redis: RedisServer | undefined
  beforeAll(async () => {
    redis = await startCounter()
  })
  afterAll(() => redis?.remove())

  describe.each([
    ['LIMIT_IP', 113],
    ['LIMIT_APP', 112],
  ])('%s', (setting, refusal) => {
    let server: TestServer
    let user: User
    let rounds = 0
    beforeAll(async () => {
      const shared: Record<string, string> =
        redis === undefined ? {} : { REDIS_URL: redis.url, LIMITS_WITHOUT_REDIS: 'refuse' }
      server = await startTestServer({
        settings: { TRUST_PROXY: '127.0.0.1', [setting]: `${LIMIT}/h`, ...shared },
      })
      user = await createUser(server.services, 'ada')
      // Over open connections calls really come at once.
      await Promise.all(Array.from({ length: CALLS }, async () => (await fetch(`${server.url}/healthz`)).text()))
    })
    afterAll(() => server.stop())

    /** Somebody of whom nothing is counted yet. */
    async function newOrigin(): Promise<Origin> {
      const app: Application = await createApp(server.services, user)
      return { key: app.key, address: `192.0.2.${++rounds}` }
    }

    /**
     * Sends calls of somebody new at once. On a machine so busy that Redis is late, calls are refused with 503, be they
     * counted or not; then others are sent.
     */
    async function codesOf(send: (origin: Origin) => Promise<readonly number[]>): Promise<readonly number[]> {
      for (let round = 0; round < 10; round++) {
        const codes = await send(await newOrigin())
        expect(codes.filter((code) => code === 0).length).toBeLessThanOrEqual(LIMIT)
        if (!codes.includes(503)) return codes
      }
      throw new Error('Redis was late in every round')
    }

    const tally = (codes: readonly number[]) => ({
      answered: codes.filter((code) => code === 0).length,
      refused: codes.filter((code) => code === refusal).length,
    })

    test.each([
      ['REST', ['REST']],
      ['XML-RPC', ['XML-RPC']],
      ['both', ['REST', 'XML-RPC']],
    ])(`exactly ${LIMIT} of ${CALLS} parallel calls are answered, by %s`, async (_names, names) => {
      const ways = names.flatMap((name) => protocols[name] ?? [])
      const codes = await codesOf((origin) => {
        const calls = Array.from({ length: CALLS / ways.length }, () => ways.map((send) => send(server.url, origin)))
        return Promise.all(calls.flat())
      })
      expect(tally(codes)).toEqual({ answered: LIMIT, refused: CALLS - LIMIT })
    })

    test('parallel requests of seven calls each are answered whole or not at all, and leave the rest to single calls', async () => {
      const codes = await codesOf(async (origin) => {
        const answers = await Promise.all(Array.from({ length: CALLS / 5 }, () => multicall(server.url, origin, 7)))
        const rest = await Promise.all(Array.from({ length: 10 }, () => protocols['REST']?.(server.url, origin) ?? -1))
        return [...answers.flat(), ...rest]
      })
      expect(tally(codes)).toEqual({ answered: LIMIT, refused: CALLS / 5 - Math.floor(LIMIT / 7) + 10 - (LIMIT % 7) })
    })
  })
})
