import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Client } from 'pg'
import { freePort } from './free-port.js'

/** Where the server of this test run lives; set by the global set-up. */
const HOME = 'TEST_POSTGRES_HOME'

/** How long to wait for the server, in milliseconds. */
const PATIENCE = 30_000

/** A database of one's own, empty. */
export interface FreshDatabase {
  readonly url: string
  drop(): Promise<void>
}

/** Gives an empty database on the throw-away server of this test run, which the first caller starts. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = await serverUrl()
  const name = `test_${randomBytes(6).toString('hex')}`
  await run(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(server, `drop database ${name} with (force)`) }
}

/** A server that a test may stop, kill and start on its own. */
export interface PostgresServer {
  readonly url: string
  readonly process: ChildProcess
  /** Stops all its processes from answering, as an overloaded machine would, until they are resumed. */
  stall(): void
  resume(): void
  /** Stops it at once, as a crash would. */
  stop(): Promise<void>
  /** Ends all its processes without warning. */
  kill(): Promise<void>
}

/** Starts a server in `home` on a free port of the loopback address, making its files where there are none. */
export async function startPostgres(home: string, port?: number): Promise<PostgresServer> {
  const data = join(home, 'data')
  const user = unprivileged(home)
  if (!existsSync(data)) {
    const options = ['--no-sync', '--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C.UTF-8']
    execFileSync(program('initdb'), ['-D', data, ...options], { stdio: 'ignore', cwd: home, ...user })
  }
  const chosen = port ?? (await freePort())
  const settings = ['fsync=off', 'max_connections=200', 'shared_buffers=16MB', `unix_socket_directories=`]
  const flags = ['-D', data, '-h', '127.0.0.1', '-p', String(chosen), ...settings.flatMap((setting) => ['-c', setting])]
  const child = spawn(program('postgres'), flags, { stdio: 'ignore', detached: true, cwd: home, ...user })
  child.unref()
  const url = `postgres://postgres@127.0.0.1:${chosen}/postgres`
  await answering(url)
  const end = async (signal: (name: NodeJS.Signals) => void, name: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    signal(name)
    await once(child, 'exit')
  }
  const signalAll = (name: NodeJS.Signals) => {
    // While it is stopped it starts no more, and those that ended keep their numbers.
    child.kill('SIGSTOP')
    for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, name)
    child.kill(name)
  }
  return {
    url,
    process: child,
    stall: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
    stop: () => end((name) => void child.kill(name), 'SIGQUIT'),
    kill: () => end(signalAll, 'SIGKILL'),
  }
}

function childrenOf(pid: number): number[] {
  const found = execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
  return found.trim().split('\n').map(Number)
}

/** The address of the shared server; the first of all test files to ask starts it, the others wait. */
async function serverUrl(): Promise<string> {
  const home = process.env[HOME]
  if (home === undefined) throw new Error('Run this through jest, whose global set-up names a folder for PostgreSQL.')
  const answer = join(home, 'url')
  if (mine(join(home, 'starting'))) {
    const server = await startPostgres(home)
    writeFileSync(`${answer}.new`, `${server.url}\n${server.process.pid}`)
    renameSync(`${answer}.new`, answer)
  }
  for (const start = performance.now(); !existsSync(answer); await setTimeout(50)) {
    if (performance.now() - start > PATIENCE) throw new Error('The PostgreSQL of this test run did not start.')
  }
  return readFileSync(answer, 'utf8').split('\n')[0] ?? ''
}

/** Makes a folder; false where somebody else already has. */
function mine(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch {
    return false
  }
}

/** PostgreSQL refuses to run as root; then it runs as the user that its package made, who must own the folder. */
function unprivileged(home: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const postgres = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  if (postgres === null) throw new Error('Install PostgreSQL, whose package makes the user postgres.')
  const [, uid, gid] = postgres
  chownSync(home, Number(uid), Number(gid))
  return { uid: Number(uid), gid: Number(gid) }
}

/** The path of a program of PostgreSQL, which Debian keeps outside PATH. */
function program(name: string): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort() : []
  return versions.length === 0 ? name : join(debian, versions.at(-1) ?? '', 'bin', name)
}

async function answering(url: string): Promise<void> {
  for (const start = performance.now(); ; await setTimeout(50)) {
    try {
      return await run(url, 'select 1')
    } catch (error) {
      if (performance.now() - start > PATIENCE) throw error
    }
  }
}

async function run(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(text).finally(() => client.end())
}
