import { factsOf, networkReason } from '../../stores/network-reason.js'
import { RefusalError } from '../output.js'
import type { HttpCall } from './protocol.js'

/** Posts a call. @returns the body of the response @throws RefusalError if there is no response */
export async function send(url: string, { headers, body }: HttpCall): Promise<string> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body })
    return await response.text()
  } catch (cause) {
    throw new RefusalError(failure(url, cause), { cause })
  }
}

/** The text of a failure; fetch has the network error as the cause of its own. */
function failure(url: string, error: unknown): string {
  if (!/^https?:/i.test(url) || !URL.canParse(url)) return `${url} is no address of http or https; set --url`
  const cause = error instanceof Error ? error.cause : undefined
  const { code } = factsOf(cause)
  if (code === 'ECONNREFUSED' || code === '')
    return `Nothing answers at ${url}; start the gateway (babelgate serve), or set --url`
  return `What is at ${url} ${networkReason(cause) ?? `fails: ${factsOf(cause).message}`}`
}
