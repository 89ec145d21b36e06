import { randomHex } from '../../../src/core/auth/hash.js'
import { signatureMethods } from '../../../src/core/auth/oauth1/signature-methods.js'
import type { Pair } from '../../../src/core/pair.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import { type Alter, askBy } from '../../cases/ask-by.js'
import type { Said, Sent } from '../../cases/drivers/index.js'
import { type Speaker, withQuery } from '../../cases/speak-oauth.js'
import type { Consumer } from '../../support/oauth.js'
import { type Holder, type OAuthBed, startOAuthBed } from '../../support/oauth-bed.js'
import { createUser } from '../../support/server.js'
import { type Place, speakers, statusOf } from './speakers.js'

/** A call that something is wrong with: by the member, to `test.hello`, where nothing else is said. */
export interface Wrong extends Partial<Pick<Sent, 'method' | 'format' | 'authorization'>>, Partial<Speaker> {
  readonly params?: readonly Pair[]
  /** What happens to the request after it was signed. */
  readonly alter?: Alter
  /** What the fault says. */
  readonly says?: string
}

/** What a case may work with. */
export interface Stage extends OAuthBed {
  readonly where: Place
  /** Makes a call, so that its nonce is used up. */
  call(before: Wrong): Promise<void>
}

/** Makes a wrong call; undefined where the place does not know this way of being wrong. */
export type Case = (stage: Stage) => Wrong | undefined | Promise<Wrong | undefined>

/** By name: the code, and who gets it. */
export type Cases = Readonly<Record<string, readonly [code: number, Case]>>

/** Plays the cases on every transport with OAuth in every place. */
export function refuseAll(cases: Cases): void {
  let bed: OAuthBed
  beforeAll(async () => {
    bed = await startOAuthBed()
  })
  afterAll(() => bed.server.stop())

  describe.each(speakers)('%s', (_name, driver, where) => {
    const make = ({ method = 'test.hello', params = [], alter, consumer = bed.member, oauth = {}, ...more }: Wrong) => {
      const { hashed = false, says: _, where: __, ...rest } = more
      return askBy(
        driver,
        bed.server.url,
        { method, pairs: params, speaker: { consumer, oauth, where, hashed }, ...rest },
        alter,
      )
    }
    const call = async (before: Wrong) => {
      expect((await make(before)).outcome).toHaveProperty('value')
    }
    test.each(Object.entries(cases))('%s', async (_case, [code, wrong]) => {
      const made = await wrong({ ...bed, where, call })
      if (made === undefined) return
      const { outcome, status, contentType, text } = await make(made)
      expect(outcome).toEqual({ code })
      expect(text).toContain(made.says ?? '')
      if (made.format === undefined) expect([status, contentType]).toEqual([statusOf(driver, code), driver.contentType])
    })
  })
}

/** A timestamp some seconds from now. */
export function at(seconds: number) {
  return { oauth_timestamp: String(Math.floor(Date.now() / 1000) + seconds) }
}

/** A nonce of one's own, at this time, to be sent more than once. */
export function once(seconds = 0) {
  return { oauth_nonce: randomHex(8), ...at(seconds) }
}

/** Names a signature method. */
export function by(name: string) {
  const known = signatureMethods.some((method) => method === name)
  return { oauth_signature_method: name, ...((!known || name === 'RSA-SHA1') && { oauth_signature: 'c2lnbmVk' }) }
}

/** An application that nobody knows. */
export const unknownKey: Consumer = { key: 'f'.repeat(32), secret: '' }

/** Who does not know the secret. */
export function guessing(consumer: Consumer): Consumer {
  return { ...consumer, secret: 'wrong' }
}

/** Who has a token of one's own making. */
export function inventing({ consumer }: OAuthBed, token = '1-abc'): Consumer {
  return { ...consumer, token: { token, secret: '' } }
}

/** An application that may not call from here. */
export function elsewhere({ newApp }: OAuthBed): Promise<Application> {
  return newApp({ addresses: ['192.0.2.0/24'] })
}

/** The token of somebody who may not act, and what takes away that right. */
export async function suspending(
  { server, holder, app }: OAuthBed,
  of = app,
): Promise<[Holder, () => Promise<unknown>]> {
  const user = await createUser(server.services, `s${randomHex(6)}`)
  return [await holder({}, of, user), () => server.services.accounts.suspend(user.id, 'cli:test')]
}

/** Changes what stands in the Authorization header. */
export function inHeader(change: (header: string) => string): Alter {
  return ({ target, init }) => {
    const headers = new Headers(init.headers)
    headers.set('authorization', change(headers.get('authorization') ?? ''))
    return { target, init: { ...init, headers } }
  }
}

/** Puts a pair into the query. */
export function inQuery(name: string, value: string): Alter {
  return ({ target, init }): Said => ({ target: withQuery(target, [[name, value]]), init })
}

/** Writes a parameter of the protocol into the place where the others are not. */
export function elsewhereToo(where: Place): Alter {
  return where === 'header' ? inQuery('oauth_nonce', 'a') : inHeader(() => 'OAuth oauth_nonce="a"')
}
