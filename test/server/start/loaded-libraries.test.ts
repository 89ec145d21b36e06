import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Installation, install, type ServerProcess, until } from '../../support/process.js'

let installation: Installation

beforeEach(() => {
  installation = install()
})

afterEach(() => installation.remove())

describe('the libraries of pictures and passwords', () => {
  it('are loaded on first use, not at the start', async () => {
    const file = join(installation.folder, 'report.json')
    const options = `--report-on-signal --report-signal=SIGUSR2 --report-filename=${file}`
    const server = await installation.serve({ env: { NODE_OPTIONS: options } })

    const atStart = await nativeLibraries(server, file)
    expect(atStart).toContainEqual(expect.stringContaining('better_sqlite3'))
    expect(atStart).not.toContainEqual(expect.stringMatching(/sharp|argon2/))

    expect((await fetch(`${server.url}/favicon.ico`)).status).toBe(200)
    expect(await nativeLibraries(server, file)).toContainEqual(expect.stringContaining('sharp'))
  })
})

/** The native libraries that a process has loaded, by the report that Node.js writes on a signal. */
async function nativeLibraries({ pid }: ServerProcess, file: string): Promise<readonly string[]> {
  await rm(file, { force: true })
  process.kill(pid, 'SIGUSR2')
  let report: { readonly sharedObjects: readonly string[] } | undefined
  await until(async () => {
    report = await readFile(file, 'utf8')
      .then(JSON.parse)
      .catch(() => undefined)
    return report !== undefined
  })
  return report?.sharedObjects ?? []
}
