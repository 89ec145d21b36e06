import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Stops the PostgreSQL of this test run, where a test has started it, and removes its files. */
module.exports = () => {
  const home = process.env['TEST_POSTGRES_HOME'] ?? ''
  const answer = join(home, 'url')
  if (existsSync(answer)) process.kill(Number(readFileSync(answer, 'utf8').split('\n')[1]), 'SIGQUIT')
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}
