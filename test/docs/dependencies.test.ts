import { readFileSync } from 'node:fs'

test('every runtime dependency has its line in docs/dependencies.md, and nothing else has', () => {
  const manifest: { dependencies: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))
  const lines = readFileSync('docs/dependencies.md', 'utf8').matchAll(/^\| `([^`]+)` \|/gm)
  expect([...lines].map(([, name]) => name)).toEqual(Object.keys(manifest.dependencies).sort())
})
