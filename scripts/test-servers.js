import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { programs } from './test-programs.js'

/**
 * Installs the programs of `test-programs.js` that are missing, from Debian's packages, where this runs as root and
 * apt-get is there. Elsewhere it names their packages and exits with 1, so that the tests do not begin.
 */

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

function isThere({ program, probe }, places) {
  const path = isAbsolute(program) ? program : places.map((place) => join(place, program)).find(isExecutable)
  return path !== undefined && spawnSync(path, probe, { stdio: 'ignore' }).status === 0
}

function missing() {
  const places = folders()
  return [...new Set(programs.filter((program) => !isThere(program, places)).map((program) => program.package))]
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
  process.stderr.write(
    `The tests start real servers and call with foreign clients, and these are missing: ${lacking.join(', ')}.\n`,
  )
  process.stderr.write('Install them (on Debian: the packages of these names), then run the tests again.\n')
  process.exitCode = 1
}
