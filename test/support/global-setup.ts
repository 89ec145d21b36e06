import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Names a folder for the PostgreSQL of this test run; the first test that needs the server starts it. */
module.exports = () => {
  const home = mkdtempSync(join(tmpdir(), 'babelgate-postgres-'))
  chmodSync(home, 0o755)
  process.env['TEST_POSTGRES_HOME'] = home
}
