import { Client } from 'pg'
import { isRefusal } from './unavailable.js'

/** How long a server may take to let somebody in, and then to answer, in milliseconds. */
const PATIENCE = 1000

/**
 * Asks a PostgreSQL server for a sign of life, over a connection of its own, since those of a pool may all be waiting.
 * A server that refuses the connection in its own words, for having too many say, lives.
 *
 * @throws what the driver said where no answer comes
 */
export async function askServer(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: PATIENCE, query_timeout: PATIENCE })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
  } catch (error) {
    if (!isRefusal(error)) throw error
  } finally {
    void client.end()
  }
}
