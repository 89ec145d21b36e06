import { existsSync, readdirSync, readFileSync } from 'node:fs'

const page = readFileSync('docs/architecture.md', 'utf8')

test('every file that the architecture names is there', () => {
  const named = [...page.matchAll(/`((?:src|test)\/[\w./-]+\.ts)`/g)].flatMap(([, path]) => (path ? [path] : []))
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((path) => !existsSync(path))).toEqual([])
})

test('the table of modules has every module', () => {
  const rows = [...page.matchAll(/^\| ((?:`\w+\/`(?:, )?)+) \|/gm)].flatMap(([, cell = '']) => cell.match(/\w+/g) ?? [])
  const folders = readdirSync('src', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  const modules = rows.filter((name) => folders.includes(name))
  expect(modules.sort()).toEqual(folders.sort())
})
