import { registry, requestBy } from './call-by.js'
import type { Driver, Said, Sent } from './drivers/index.js'
import { type Outcome, readReply } from './read-reply.js'
import { emptyShape } from './trees.js'

/** What came back, as bytes and as a value or code. */
export interface Reply {
  readonly status: number
  readonly contentType: string
  readonly text: string
  readonly outcome: Outcome
}

/** What happens to a request on its way. */
export type Alter = (said: Said) => Said

/**
 * Makes a call by a driver.
 *
 * @param url where the server is; the address that the client signs may be another one
 * @param alter what happens to the request after it was signed
 */
export async function askBy(
  driver: Driver,
  url: string | { readonly asked: string; readonly signed: string },
  sent: Sent,
  alter: Alter = (said) => said,
): Promise<Reply> {
  const { asked, signed } = typeof url === 'string' ? { asked: url, signed: url } : url
  const { target, init } = alter(requestBy(driver, signed, sent))
  const response = await fetch(asked + target, init)
  const contentType = response.headers.get('content-type') ?? ''
  const text = await response.text()
  const shape = registry.find(sent.method)?.result ?? emptyShape
  return {
    status: response.status,
    contentType,
    text,
    outcome: (driver.read ?? readReply)({ contentType, text }, shape),
  }
}
