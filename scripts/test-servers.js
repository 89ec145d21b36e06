import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Sees to the servers that the tests start. Missing ones are installed from Debian's packages where this runs as
 * root and apt-get is there; elsewhere they are named and the tests do not begin.
 */
const servers = [
  { package: 'redis-server', program: 'redis-server' },
  { package: 'postgresql', program: 'initdb' },
  { package: 'chromium', program: 'chromium' },
]

/** Where programs may lie; Debian keeps those of PostgreSQL out of the PATH, by version. */
function folders() {
  const postgres = '/usr/lib/postgresql'
  const versions = existsSync(postgres) ? readdirSync(postgres) : []
  return [...(process.env.PATH ?? '').split(delimiter), ...versions.map((version) => join(postgres, version, 'bin'))]
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function missing() {
  const places = folders()
  return servers
    .filter(({ program }) => !places.some((folder) => isExecutable(join(folder, program))))
    .map((server) => server.package)
}

/** What could not be installed is still missing afterwards, so no outcome needs a look here. */
function install(packages) {
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
  spawnSync('apt-get', ['update', '-q'], options)
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], options)
}

const canInstall = process.getuid?.() === 0 && folders().some((folder) => isExecutable(join(folder, 'apt-get')))
if (missing().length > 0 && canInstall) install(missing())
const lacking = missing()
if (lacking.length > 0) {
  process.stderr.write(`The tests start real servers, and these are missing: ${lacking.join(', ')}.\n`)
  process.stderr.write('Install them (on Debian: the packages of these names), then run the tests again.\n')
  process.exitCode = 1
}
