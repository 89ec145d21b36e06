import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

const pages = ['.', 'docs', 'bench', 'examples/rest', 'examples/openapi'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
)

/** The text of a page without its code blocks, in which `#` begins no heading. */
function proseOf(path: string): string {
  return readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```/gm, '')
}

/** The targets of the links to files of the repository. */
function linksIn(path: string): readonly string[] {
  return [
    ...proseOf(path)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .flatMap(([, target]) => target ?? [])
    .filter((target) => !/^[a-z]+:/.test(target))
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(path: string): readonly string[] {
  return [...proseOf(path).matchAll(/^#{1,6} (.+)$/gm)].flatMap(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** The problem of a link; undefined if it leads somewhere. */
function problemOf(page: string, target: string): string | undefined {
  const [file = '', anchor] = target.split('#')
  const path = file === '' ? page : join(dirname(page), file)
  if (!existsSync(path)) return 'no such file'
  if (anchor === undefined) return undefined
  return statSync(path).isFile() && anchorsOf(path).includes(anchor) ? undefined : 'no such heading'
}

test.each(pages)('every link of %s leads to a file and a heading', (page) => {
  const problems = linksIn(page).map((target) => [target, problemOf(page, target)])
  expect(problems.filter(([, problem]) => problem !== undefined)).toEqual([])
})

test('the pages are linked from the README', () => {
  const linked = linksIn('README.md').map((target) => target.split('#', 1)[0])
  expect(linked.length).toBeGreaterThan(20)
  expect(pages.filter((page) => page !== 'README.md' && !linked.includes(page))).toEqual([])
})
