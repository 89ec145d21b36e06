import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const program = join(process.cwd(), 'bin', 'babelgate.js')

/** Runs a command whose output goes into a pipe that is closed at once. */
async function runUnread(...args: string[]): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const child = spawn(process.execPath, [program, ...args])
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })
  await once(child, 'close')
  return { code: child.exitCode, stderr }
}

test.each(
  [['methods', 'list'], ['methods', 'list', '--json'], ['wsdl'], ['openapi'], ['--help']].map((args) => [args]),
)('%j ends quietly where nobody reads its output', async (args) => {
  expect(await runUnread(...args)).toEqual({ code: 0, stderr: '' })
})
