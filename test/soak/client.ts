import { setTimeout } from 'node:timers/promises'
import { type Alter, askBy } from '../cases/ask-by.js'
import type { Driver, Sent } from '../cases/drivers/index.js'
import type { Outcome } from '../cases/read-reply.js'
import type { Member } from '../support/add-member.js'
import { type Answer, call, type Identity, type Sent as Signed } from '../support/api-client.js'
import { type Deployment, publicUrl } from './deployment.js'
import type { Code, Tally } from './tally.js'

/** What every client works with. */
export interface Soak {
  readonly deployment: Deployment
  readonly member: Member
  readonly tally: Tally
  /** Whether clients should come to their end. */
  readonly isOver: () => boolean
}

/** Does something again and again until the soak is over. */
export async function repeat({ isOver }: Soak, pause: number, work: (round: number) => Promise<void>): Promise<void> {
  for (let round = 0; !isOver(); round++, await setTimeout(pause)) await work(round)
}

/** Makes a call by a driver, signed for the public address; undefined where no answer came. */
export async function ask(driver: Driver, url: string, sent: Sent, alter?: Alter): Promise<Outcome | undefined> {
  try {
    return (await askBy(driver, { asked: url, signed: publicUrl }, sent, alter)).outcome
  } catch (error) {
    return unlessBroken(error)
  }
}

/** Makes a call of a member by signed POST; undefined where no answer came. */
export async function post(url: string, who: Identity, method: string, sent?: Signed): Promise<Answer | undefined> {
  try {
    return await call(url, who, method, sent)
  } catch (error) {
    return unlessBroken(error)
  }
}

/** The code of an outcome. */
export function codeOf(outcome: Outcome | undefined): Code {
  if (outcome === undefined) return undefined
  return 'code' in outcome ? outcome.code : 0
}

/** The code of an answer in JSON. */
export function codeIn(answer: Answer | undefined): Code {
  return answer === undefined ? undefined : Number(answer.api.code ?? 0)
}

/** A connection that broke says nothing about the gateway, whose processes are killed; an answer that cannot be read does. */
export function unlessBroken(error: unknown): undefined {
  if (error instanceof TypeError || (error instanceof Error && 'code' in error)) return undefined
  throw error
}

/** One of a list, by chance. */
export function anyOf<Item>(items: readonly Item[]): Item | undefined {
  return items[Math.floor(Math.random() * items.length)]
}
