import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type Environment, type Installation, type Outcome, until } from './process.js'

/** A command that asks on standard error, and waits for answers. */
export interface Conversation {
  /** Resolves with the first group of the first place in what was asked so far that fits. */
  heard(fits: RegExp): Promise<string>
  /** Types a line. */
  say(line: string): void
  /** Types nothing more. */
  hangUp(): void
  /** Resolves once the command has ended, which it does with its input still open. */
  ended(): Promise<Outcome>
}

/** Starts a command of an installation, to talk with it. */
export function converse(place: Installation, args: readonly string[], env: Environment = {}): Conversation {
  const program = join(process.cwd(), 'bin', 'babelgate.js')
  const child = spawn(process.execPath, [program, ...args], { cwd: place.folder, env: { ...place.env, ...env } })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text
    })
  }
  const closed = once(child, 'close')
  return {
    async heard(fits) {
      await until(() => fits.test(said.stderr) || child.exitCode !== null)
      const match = fits.exec(said.stderr)
      if (match === null) throw new Error(`The command ended with: ${said.stderr}`)
      return match[1] ?? ''
    },
    say: (line) => void child.stdin.write(`${line}\n`),
    hangUp: () => void child.stdin.end(),
    async ended() {
      await closed
      return { code: child.exitCode, ...said }
    },
  }
}
