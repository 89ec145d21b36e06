import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const page = readFileSync('CONTRIBUTING.md', 'utf8')
let home: string
let server: ChildProcess | undefined

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'babelgate-docs-'))
  for (const part of ['src', 'dist', 'bin', 'scripts', 'package.json', 'tsconfig.json', 'tsconfig.build.json']) {
    cpSync(part, join(home, part), { recursive: true })
  }
  symlinkSync(resolve('node_modules'), join(home, 'node_modules'))
})

afterAll(async () => {
  if (server !== undefined && server.exitCode === null) {
    server.kill()
    await once(server, 'exit')
  }
  rmSync(home, { recursive: true })
})

test('the method of the page works as it stands there', async () => {
  for (const [, path = '', text = ''] of page.matchAll(/^```ts (\S+)\n([\s\S]*?)^```/gm)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    appendFileSync(join(home, path), text)
  }
  run('scripts/build.js')
  run('bin/babelgate.js', 'user', 'create', '--username', 'ada', '--password', 'correct horse battery')
  const app = JSON.parse(run('bin/babelgate.js', 'app', 'create', '--name', 'Docs', '--owner', 'ada', '--json'))

  const url = await serve()
  const calls = [...page.matchAll(/^\$ curl "http:\/\/127\.0\.0\.1:8080([^"]+)"\n([\s\S]*?)(?=^\$|^```)/gm)]
  expect(calls).toHaveLength(3)
  for (const [, path = '', answer] of calls) {
    const response = await fetch(url + path.replace('$KEY', app.api_key))
    expect(`${(await response.text()).replace(/(at"?[:=]")\d+/, '$11700000000')}\n`).toBe(answer)
  }
}, 120_000)

const settings = () => ({ ...process.env, DATA_DIR: join(home, 'data'), HOST: '127.0.0.1', PORT: '0', DEMO: '0' })

function run(...args: string[]): string {
  return execFileSync(process.execPath, args, { cwd: home, env: settings(), encoding: 'utf8' })
}

async function serve(): Promise<string> {
  const child = spawn(process.execPath, ['bin/babelgate.js', 'serve'], { cwd: home, env: settings() })
  server = child
  const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  return String(line).trim().replace('listening on ', '')
}
