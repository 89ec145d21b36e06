import { type Driver, type Said, type Sent, signingDrivers } from '../cases/drivers/index.js'
import type { Member } from '../support/add-member.js'
import { signedPairs } from '../support/api-client.js'
import type { Consumer } from '../support/oauth.js'
import { ask, codeOf, repeat, type Soak } from './client.js'

/** A call by OAuth that was accepted, and must never be again. */
export interface Accepted {
  readonly driver: Driver
  readonly sent: Sent
  readonly said: Said
}

/** How many accepted calls are kept to be sent again. */
const memory = 2000

/** The member as a consumer of OAuth. */
export function consumerOf(member: Member): Consumer {
  const token = { token: member.oauth_token, secret: member.oauth_token_secret }
  return { key: member.api_key, secret: member.secret, token }
}

/** Calls that say who they are in every way, and a word that belongs in the answer. */
const credentials: Readonly<Record<string, (member: Member, echo: string) => readonly [Sent, string]>> = {
  key: ({ api_key }, echo) => [
    {
      method: 'test.echo',
      pairs: [
        ['api_key', api_key],
        ['echo', echo],
      ],
    },
    echo,
  ],
  api_sig: (member) => [{ method: 'auth.checkToken', pairs: signedPairs(member, 'auth.checkToken') }, member.username],
  OAuth: (member) => [
    { method: 'auth.checkToken', pairs: [], speaker: { consumer: consumerOf(member) } },
    member.username,
  ],
  bearer: ({ bearer_token, username }) => [
    { method: 'auth.checkToken', pairs: [], authorization: `Bearer ${bearer_token}` },
    username,
  ],
}

const kinds = signingDrivers.flatMap((driver) =>
  Object.entries(credentials).map(([credential, write]) => ({
    driver,
    credential,
    write,
    name: `${/^(?:REST|SOAP 1\.\d|XML-RPC)/.exec(driver.name)?.[0]}, ${credential}`,
  })),
)

/** Starts those who only ask: every credential in every protocol and style in turn. */
export function startReaders(soak: Soak, count: number): { accepted: readonly Accepted[]; done: Promise<unknown> } {
  const accepted: Accepted[] = []
  const read = async (round: number) => {
    const kind = kinds[round % kinds.length]
    if (kind !== undefined) await makeCall(soak, kind, `echo ${round}`, accepted)
  }
  const distance = Math.ceil(kinds.length / count)
  const done = Array.from({ length: count }, (_, reader) => repeat(soak, 5, (round) => read(reader * distance + round)))
  return { accepted, done: Promise.all(done) }
}

async function makeCall(soak: Soak, kind: (typeof kinds)[number], echo: string, accepted: Accepted[]): Promise<void> {
  const { driver, credential, write, name } = kind
  const { tally, deployment, member } = soak
  const [sent, word] = write(member, echo)
  let said: Said | undefined
  const keep = (request: Said) => {
    said = request
    return request
  }
  const code = await tally.count(name, async () => {
    const outcome = await ask(driver, deployment.nextUrl(), sent, keep)
    if (outcome !== undefined && 'value' in outcome && !JSON.stringify(outcome.value).includes(word))
      tally.wrong(`${name}: an answer that belongs to another call`)
    return codeOf(outcome)
  })
  if (code !== undefined && code !== 0 && code !== 503) tally.wrong(`${name}: a good call was refused (${code})`)
  if (code !== 0 || credential !== 'OAuth' || said === undefined) return
  accepted.push({ driver, sent, said })
  if (accepted.length > memory) accepted.shift()
}
