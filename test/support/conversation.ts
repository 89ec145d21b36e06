import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type Environment, type Installation, type Outcome, until } from './process.js'

/** The command line. */
export const babelgate: readonly string[] = [process.execPath, join(process.cwd(), 'bin', 'babelgate.js')]

/** A program that asks, and waits for answers. */
export interface Conversation {
  /** Resolves with the first group of the first place in what was written so far that fits. */
  heard(fits: RegExp): Promise<string>
  /** Types a line. */
  say(line: string): void
  /** Types nothing more. */
  hangUp(): void
  /** Resolves once the program has ended, which it does with its input still open. */
  ended(): Promise<Outcome>
  /** Ends the program, unless it has ended already. */
  end(): Promise<void>
}

/** Starts a program in an installation, to talk with it. */
export function converse(
  place: Pick<Installation, 'folder' | 'env'>,
  command: readonly string[],
  env: Environment = {},
): Conversation {
  const [program = '', ...args] = command
  const child = spawn(program, args, { cwd: place.folder, env: { ...place.env, ...env } })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text
    })
  }
  const closed = once(child, 'close')
  return {
    async heard(fits) {
      const written = () => said.stdout + said.stderr
      await until(() => fits.test(written()) || child.exitCode !== null)
      const match = fits.exec(written())
      if (match === null) throw new Error(`The program ended with: ${written()}`)
      return match[1] ?? ''
    },
    say: (line) => void child.stdin.write(`${line}\n`),
    hangUp: () => void child.stdin.end(),
    async ended() {
      await closed
      return { code: child.exitCode, ...said }
    },
    async end() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
