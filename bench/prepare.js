import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The command that starts Babelgate. */
export const babelgate = join(root, 'bin', 'babelgate.js')

/** Installs the rivals, unless all of them are there. */
export function installRivals() {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'bench', 'package.json'), 'utf8'))
  const isThere = (name) => existsSync(join(root, 'bench', 'node_modules', name))
  if (Object.keys(dependencies).every(isThere)) return
  const { status } = spawnSync('npm', ['ci', '--prefix', 'bench'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error('The rivals could not be installed; see above')
}

/**
 * Registers a user, an application and a token by the command line.
 *
 * @returns what signs a call: key, secret, token and the secret of the token
 */
export function createIdentity(env) {
  const run = (...args) => {
    const options = { env: { ...process.env, ...env }, encoding: 'utf8' }
    return JSON.parse(execFileSync(process.execPath, [babelgate, ...args, '--json'], options))
  }
  run('user', 'create', '--username', 'bench', '--password', 'a long pass phrase')
  const app = run('app', 'create', '--name', 'Bench', '--owner', 'bench')
  const token = run('token', 'create', '--app', app.api_key, '--user', 'bench', '--perm', 'doc=read')
  run('app', 'set', app.api_key, '--services', '*')
  return { key: app.api_key, secret: app.secret, token: token.auth_token, tokenSecret: token.oauth_token_secret }
}
