import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freshDatabase } from './postgres.js'

const program = join(process.cwd(), 'bin', 'babelgate.js')

/** How long a server may take to start or to stop, in milliseconds. */
const PATIENCE = 20_000

/** Environment variables; undefined takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>

/** How a command of the command line ended. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string
  readonly pid: number
  stdout(): string
  stderr(): string
  /** The lines of the log so far. */
  log(): readonly LogLine[]
  /** Resolves with the first line of the log that fits, also one that is there already. */
  logged(fits: (line: LogLine) => boolean): Promise<LogLine>
  /** Stops it with SIGTERM, or another signal. @returns the exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** Ends it without warning. */
  kill(): Promise<void>
}

/** A line of the log, as JSON gives it. */
export type LogLine = Readonly<Record<string, unknown>>

/** What a command gives with `--json`: a tree whose shape the test knows. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of many shapes
export type Json = any

/** A place with stores of its own, for servers and for the command line alike. */
export interface Installation {
  /** A folder that goes with the installation; DATA_DIR lies in it, and commands run there. */
  readonly folder: string
  readonly dataDir: string
  readonly env: Environment
  /** Starts `babelgate serve` and waits until it listens. @throws where it ends before */
  serve(options?: { readonly args?: readonly string[]; readonly env?: Environment }): Promise<ServerProcess>
  /** Runs a command to its end. */
  run(args: readonly string[], options?: { readonly env?: Environment; readonly input?: string }): Promise<Outcome>
  /** Runs a command with `--json` and gives what it printed. @throws where it fails */
  json(...args: readonly string[]): Promise<Json>
  /** Remembers a secret: no server of this installation may ever have written it when it ends. */
  keepSecret(...secrets: readonly string[]): void
  /** Ends what still runs and removes everything. */
  remove(): Promise<void>
}

/** Both kinds of installation, for `describe.each`. */
export const installations: readonly (readonly ['sqlite' | 'postgres', () => Promise<Installation>])[] = [
  ['sqlite', async () => install()],
  ['postgres', installOnPostgres],
]

/** Makes an installation on SQLite, or on what `env` names. */
export function install(env: Environment = {}): Installation {
  const folder = mkdtempSync(join(tmpdir(), 'babelgate-installation-'))
  const dataDir = join(folder, 'data')
  const running = new Set<ChildProcessWithoutNullStreams>()
  const secrets = new Set<string>()
  const base = {
    PATH: process.env['PATH'],
    HOME: folder,
    PORT: '0',
    DEMO: '0',
    LIMIT_IP: '0',
    LIMIT_APP: '0',
    DATA_DIR: dataDir,
    ...env,
  }

  const start = (args: readonly string[], more: Environment = {}) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, env: { ...base, ...more } })
    running.add(child)
    child.once('close', () => running.delete(child))
    return { child, output: collect(child) }
  }
  const run: Installation['run'] = async (args, { env: more, input = '' } = {}) => {
    const { child, output } = start(args, more)
    child.stdin.on('error', () => undefined).end(input)
    await once(child, 'close')
    return { code: child.exitCode, stdout: output.stdout, stderr: output.stderr }
  }
  const keepSecret = (...given: readonly string[]) => given.forEach((secret) => void secrets.add(secret))

  return {
    folder,
    dataDir,
    env: base,
    run,
    keepSecret,
    async serve({ args = [], env: more } = {}) {
      const { child, output } = start(['serve', ...args], more)
      return server(child, output, await listening(child, output), secrets)
    },
    async json(...args) {
      const { code, stdout, stderr } = await run([...args, '--json'])
      if (code !== 0) throw new Error(`babelgate ${args.join(' ')}: ${stderr}`)
      const answer: Json = JSON.parse(stdout)
      for (const name of ['secret', 'auth_token', 'oauth_token_secret', 'bearer_token'])
        if (answer[name] !== undefined) keepSecret(answer[name])
      return answer
    },
    async remove() {
      for (const child of running) await end(child, 'SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Makes an installation on a PostgreSQL database of its own. */
export async function installOnPostgres(
  options: { readonly migrated?: boolean; readonly env?: Environment } = {},
): Promise<Installation> {
  const database = await freshDatabase()
  const env = { DATABASE_URL: database.url, SECRET_KEY: 'the key of one test installation', ...options.env }
  const installation = install(env)
  if (options.migrated !== false) await installation.json('migrate')
  return {
    ...installation,
    async remove() {
      await installation.remove()
      await database.drop()
    },
  }
}

interface Output {
  stdout: string
  stderr: string
  /** Whether the process has ended and everything that it wrote is here. */
  complete: boolean
}

function collect(child: ChildProcessWithoutNullStreams): Output {
  const output = { stdout: '', stderr: '', complete: false }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  child.once('close', () => {
    output.complete = true
  })
  return output
}

async function listening(child: ChildProcessWithoutNullStreams, output: Output): Promise<string> {
  await until(() => output.stdout.includes('\n') || output.complete)
  const url = /^listening on (.+)$/m.exec(output.stdout)?.[1]
  if (url === undefined) throw new Error(`The server ended with ${child.exitCode}: ${output.stderr}`)
  return url
}

function server(
  child: ChildProcessWithoutNullStreams,
  output: Output,
  url: string,
  secrets: ReadonlySet<string>,
): ServerProcess {
  const log = () =>
    output.stderr
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map(parseLine)
  const check = () => {
    for (const secret of secrets) {
      if ((output.stdout + output.stderr).includes(secret)) throw new Error(`The server wrote a secret: ${secret}`)
    }
  }
  return {
    url,
    pid: child.pid ?? 0,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    log,
    async logged(fits) {
      let line: LogLine | undefined
      await until(() => {
        line = log().find(fits)
        return line !== undefined
      })
      return line ?? {}
    },
    async stop(signal = 'SIGTERM') {
      const code = await end(child, signal)
      check()
      return code
    },
    async kill() {
      await end(child, 'SIGKILL')
      check()
    },
  }
}

function parseLine(line: string): LogLine {
  return JSON.parse(line)
}

async function end(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, 'close')
    child.kill(signal)
    await closed
  }
  return child.exitCode
}

/** Waits until something holds. @throws where that takes longer than a server may take */
export async function until(holds: () => boolean | Promise<boolean>, patience: number = PATIENCE): Promise<void> {
  for (const start = performance.now(); !(await holds()); await setTimeout(20)) {
    if (performance.now() - start > patience) throw new Error('What the test waits for did not happen.')
  }
}
