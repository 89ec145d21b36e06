import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const support = join(process.cwd(), 'test', 'support')

/** A program of ours in another process. */
export interface Child {
  readonly process: ChildProcessByStdio<null, Readable, null>
  /** What it has printed so far. */
  readonly lines: readonly string[]
  /** Resolves once it has printed that many lines, or has ended. */
  printed(count: number): Promise<void>
  /** Resolves once it has ended and everything that it printed is there. */
  ended(): Promise<void>
}

const running = new Set<ChildProcessByStdio<null, Readable, null>>()

/** Kills what a test has left running; for `afterEach`. */
export function killChildren(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** Starts one of the programs under `children`. */
export function startChild(name: string, ...parameters: readonly string[]): Child {
  const program = [join(support, 'run-typescript.cjs'), join(support, 'children', `${name}.ts`)]
  const child = spawn(process.execPath, [...program, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const lines: string[] = []
  const output = createInterface(child.stdout).on('line', (line) => lines.push(line))
  const closed = once(output, 'close')
  const printed = async (count: number) => {
    while (lines.length < count) {
      const more = await Promise.race([once(output, 'line'), closed.then(() => undefined)])
      if (more === undefined) return
    }
  }
  return { process: child, lines, printed, ended: async () => void (await closed) }
}
