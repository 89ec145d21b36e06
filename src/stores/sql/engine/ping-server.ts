import { Client } from 'pg'
import { isRefusal } from './unavailable.js'

/** The timeout of connecting, and then of the query, in milliseconds. */
const TIMEOUT = 1000

/**
 * Checks that a PostgreSQL server answers, over a separate connection, since those of the pool may all be busy. A server
 * that refuses the connection by its protocol, for example because it has too many, answers.
 *
 * @throws the driver's error where no answer arrives
 */
export async function pingServer(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: TIMEOUT, query_timeout: TIMEOUT })
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
