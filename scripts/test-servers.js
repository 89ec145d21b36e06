import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/**
 * Sees to the servers that the tests start and the foreign clients that they call with. Missing ones are installed
 * from Debian's packages where this runs as root and apt-get is there; elsewhere they are named and the tests do not
 * begin. A probe is a call of the program that succeeds only where its library is there too.
 */
const programs = [
  { package: 'redis-server', program: 'redis-server' },
  { package: 'postgresql', program: 'initdb' },
  { package: 'chromium', program: 'chromium' },
  { package: 'libxml2-utils', program: 'xmllint' },
  { package: 'php-cli', program: 'php' },
  { package: 'php-soap', program: 'php', probe: ['-r', 'exit(class_exists("SoapClient") ? 0 : 1);'] },
  { package: 'librpc-xml-perl', program: '/usr/bin/perl', probe: ['-MRPC::XML::Client', '-e', '1'] },
  { package: 'libfrontier-rpc-perl', program: '/usr/bin/perl', probe: ['-MFrontier::Client', '-e', '1'] },
  { package: 'ruby-xmlrpc', program: '/usr/bin/ruby', probe: ['-rxmlrpc/client', '-e', '1'] },
  // Debian's own Perl and Python have the packages, whatever others come first in the PATH.
  { package: 'libsoap-lite-perl', program: '/usr/bin/perl', probe: ['-MSOAP::Lite', '-e', '1'] },
  { package: 'python3-zeep', program: '/usr/bin/python3', probe: ['-c', 'import zeep'] },
  { package: 'python3-requests-oauthlib', program: '/usr/bin/python3', probe: ['-c', 'import requests_oauthlib'] },
  { package: 'libnet-oauth-perl', program: '/usr/bin/perl', probe: ['-MNet::OAuth', '-e', '1'] },
  { package: 'libwww-perl', program: '/usr/bin/perl', probe: ['-MLWP::UserAgent', '-e', '1'] },
  { package: 'php-oauth', program: 'php', probe: ['-r', 'exit(class_exists("OAuth") ? 0 : 1);'] },
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

function isThere({ program, probe }, places) {
  const path = isAbsolute(program) ? program : places.map((place) => join(place, program)).find(isExecutable)
  if (path === undefined || !isExecutable(path)) return false
  return probe === undefined || spawnSync(path, probe, { stdio: 'ignore' }).status === 0
}

function missing() {
  const places = folders()
  return programs.filter((program) => !isThere(program, places)).map((program) => program.package)
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
