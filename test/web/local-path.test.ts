import { localPath } from '../../src/web/local-path.js'

const elsewhere = [
  'https://evil.example/',
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/..//evil.example',
  '/.//evil.example',
  '/%2e%2e//evil.example',
  '/a/..//evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  'evil.example',
  '@evil.example',
  'http:evil.example',
  'http:/\\evil.example',
  '?next=//evil.example',
  '#//evil.example',
  '',
  '/ok\r\nLocation: https://evil.example',
  '/\u0000/evil.example',
  `/${'a'.repeat(5000)}`,
]

describe('localPath', () => {
  test.each(elsewhere.map((next) => [next.slice(0, 60), next]))('gives the start page for %j', (_label, next) => {
    expect(localPath(next)).toBe('/')
  })

  test.each([
    ['/', '/'],
    ['/account/apps', '/account/apps'],
    ['/apps/authorize?api_key=1&perm_doc=read', '/apps/authorize?api_key=1&perm_doc=read'],
    ['/apps/authorize?next=//evil.example', '/apps/authorize?next=//evil.example'],
    ['/a/../b', '/b'],
  ])('takes %s', (next, path) => {
    expect(localPath(next)).toBe(path)
  })
})
