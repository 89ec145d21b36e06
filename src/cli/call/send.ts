import { UsageError } from '../output.js'
import type { HttpCall } from './protocol.js'

/** Posts what was written, and gives the body of the answer. @throws UsageError where nothing answers */
export async function send(url: string, { headers, body }: HttpCall): Promise<string> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body })
    return await response.text()
  } catch (cause) {
    throw new UsageError(`Nothing answers at ${url}; is the gateway running? (npm start)`, { cause })
  }
}
