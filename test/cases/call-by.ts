import type { MethodDirectory } from '../../src/core/method-spec.js'
import { builtInMethods } from '../../src/methods/index.js'
import { closedMethods } from '../support/closed-service.js'
import { failingMethods } from '../support/failing-methods.js'
import { registryOf } from '../support/registry.js'
import type { Driver, Said, Sent } from './drivers/index.js'
import { type Outcome, readReply } from './read-reply.js'
import { speakOAuth } from './speak-oauth.js'
import { emptyShape } from './trees.js'

/** What drivers know of the methods, as a client knows it from the documentation. */
export const registry = registryOf([...builtInMethods, ...failingMethods, ...closedMethods])

/** What a client knows of methods. */
type Known = Pick<MethodDirectory, 'find'>

/** What came of a call, and the media type that it came in. */
export type Answered = Outcome & { readonly contentType: string }

/** Makes a call by a driver. @param methods what the client knows of the methods */
export async function callBy(driver: Driver, url: string, sent: Sent, methods: Known = registry): Promise<Answered> {
  const method = methods.find(sent.method)
  const { target, init } = requestBy(driver, url, sent, methods)
  const response = await fetch(url + target, init)
  const contentType = response.headers.get('content-type') ?? ''
  const read = driver.read ?? readReply
  return { ...read({ contentType, text: await response.text() }, method?.result ?? emptyShape), contentType }
}

/** Writes a call by a driver, and signs it where it goes by OAuth. */
export function requestBy({ say }: Driver, url: string, sent: Sent, methods: Known = registry): Said {
  const said = say(sent, methods.find(sent.method))
  return sent.speaker === undefined ? said : speakOAuth(said, url, sent.speaker)
}
