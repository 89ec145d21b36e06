import { existsSync, readdirSync, readFileSync } from 'node:fs'

const page = readFileSync('docs/architecture.md', 'utf8')

test.each(['docs/architecture.md', 'CONTRIBUTING.md'])('every file that %s names exists', (path) => {
  const named = [...readFileSync(path, 'utf8').matchAll(/`((?:src|test)\/[\w./-]+\.ts)`/g)].flatMap(
    ([, file]) => file ?? [],
  )
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((file) => !existsSync(file))).toEqual([])
})

test('the table of modules has every module', () => {
  const rows = [...page.matchAll(/^\| ((?:`\w+\/`(?:, )?)+) \|/gm)].flatMap(([, cell = '']) => cell.match(/\w+/g) ?? [])
  const folders = readdirSync('src', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  const modules = rows.filter((name) => folders.includes(name))
  expect(modules.sort()).toEqual(folders.sort())
})

test('CONTRIBUTING lists every folder of tests that has no module of its own', () => {
  const foldersOf = (path: string) =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  const modules = foldersOf('src')
  const listed = [...readFileSync('CONTRIBUTING.md', 'utf8').matchAll(/^\| `([\w]+)\/` \|/gm)].map(([, name]) => name)
  const own = foldersOf('test').filter((name) => !modules.includes(name) && !name.startsWith('tmp-'))
  expect(listed.sort()).toEqual(own.sort())
})
