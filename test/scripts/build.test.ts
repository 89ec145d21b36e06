import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../support/process.js'

/**
 * In place of the compiler, which takes many seconds: like it, it writes what has changed since it came to its end the
 * last time, and writes also what is wrong. It stays in the middle of a file that says so. That the real one builds is
 * seen by all tests that start the built program.
 */
const compiler = `
const { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs')
mkdirSync('dist', { recursive: true })
const before = existsSync('dist/.tsbuildinfo') ? JSON.parse(readFileSync('dist/.tsbuildinfo')) : {}
const now = {}
for (const name of readdirSync('src').filter((name) => name.endsWith('.ts'))) {
  const text = (now[name] = readFileSync('src/' + name, 'utf8'))
  if (before[name] === text) continue
  const output = 'dist/' + name.replace('.ts', '')
  writeFileSync(output + '.js', text.includes('endless') ? 'half' : text)
  writeFileSync(output + '.d.ts', '')
  if (text.includes('endless')) setInterval(() => undefined, 1000)
}
if (!Object.values(now).some((text) => text.includes('endless'))) writeFileSync('dist/.tsbuildinfo', JSON.stringify(now))
process.exitCode = Object.values(now).some((text) => text.includes('wrong')) ? 1 : 0
`

const good = 'export const one = 1\n'

let project: string
const path = (...names: string[]) => join(project, ...names)

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'babelgate-build-'))
  mkdirSync(path('src', 'views'), { recursive: true })
  mkdirSync(path('scripts'))
  cpSync('scripts/build.js', path('scripts', 'build.js'))
  mkdirSync(path('node_modules', 'typescript', 'bin'), { recursive: true })
  writeFileSync(path('node_modules', 'typescript', 'bin', 'tsc'), compiler)
  writeFileSync(path('package.json'), '{"type":"module"}')
  writeFileSync(path('src', 'one.ts'), good)
  writeFileSync(path('src', 'two.ts'), 'export const two = 2\n')
  writeFileSync(path('src', 'views', 'page.eta'), 'a page\n')
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

function start() {
  return spawn(process.execPath, ['scripts/build.js'], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  })
}

/** Runs the build. @returns whether it had something to do, and its exit code */
async function build() {
  const child = start()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  await once(child, 'close')
  return { built: stderr.includes('building'), code: child.exitCode }
}

const done = { built: true, code: 0 }
const nothing = { built: false, code: 0 }
const outputs = () =>
  readdirSync(path('dist'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.\w+$/.test(name) && !name.startsWith('.'))
    .sort()
const whole = ['one.d.ts', 'one.js', 'two.d.ts', 'two.js', 'views/page.eta']

const changes: readonly (readonly [string, () => void, readonly string[]])[] = [
  ['a source', () => writeFileSync(path('src', 'one.ts'), 'export const one = 3\n'), whole],
  ['a page', () => writeFileSync(path('src', 'views', 'page.eta'), 'another page\n'), whole],
  ['a setting of the compiler', () => writeFileSync(path('tsconfig.json'), '{}'), whole],
  ['the dependencies', () => writeFileSync(path('package.json'), '{"type":"module","dependencies":{}}'), whole],
  ['a source that is gone', () => rmSync(path('src', 'two.ts')), whole.filter((name) => !name.startsWith('two'))],
  ['a page that is gone', () => rmSync(path('src', 'views', 'page.eta')), whole.slice(0, 4)],
  ['a new source', () => writeFileSync(path('src', 'six.ts'), 'export {}\n'), [...whole, 'six.d.ts', 'six.js'].sort()],
  ['a part of dist that is gone', () => rmSync(path('dist', 'one.js')), whole],
  ['dist that is gone', () => rmSync(path('dist'), { recursive: true }), whole],
]

test('builds once, then only after a change, and leaves nothing of what is gone', async () => {
  expect(await build()).toEqual(done)
  expect(outputs()).toEqual(whole)
  expect(await build()).toEqual(nothing)
  utimesSync(path('src', 'one.ts'), new Date(), new Date(Date.now() + 60_000))
  expect(await build()).toEqual(nothing)
  for (const [what, change, expected] of changes) {
    change()
    expect([what, await build()]).toEqual([what, done])
    expect([what, outputs()]).toEqual([what, expected])
    expect([what, await build()]).toEqual([what, nothing])
    if (existsSync(path('src', 'six.ts'))) rmSync(path('src', 'six.ts'))
    writeFileSync(path('src', 'two.ts'), 'export const two = 2\n')
    writeFileSync(path('src', 'views', 'page.eta'), 'a page\n')
    await build()
  }
})

test('a build that failed does not count, although the sources are those of the last good one again', async () => {
  await build()
  writeFileSync(path('src', 'one.ts'), 'wrong')
  expect((await build()).code).toBe(1)
  writeFileSync(path('src', 'one.ts'), good)
  expect(await build()).toEqual(done)
  expect(readFileSync(path('dist', 'one.js'), 'utf8')).toBe(good)
})

test('a build that was killed does not count', async () => {
  await build()
  writeFileSync(path('src', 'one.ts'), 'endless')
  const child = start()
  const closed = once(child, 'close')
  await until(() => readFileSync(path('dist', 'one.js'), 'utf8') === 'half')
  process.kill(-(child.pid ?? 0), 'SIGKILL')
  await closed
  writeFileSync(path('src', 'one.ts'), good)
  expect(await build()).toEqual(done)
  expect(readFileSync(path('dist', 'one.js'), 'utf8')).toBe(good)
})
