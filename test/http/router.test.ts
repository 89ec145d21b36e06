import fc from 'fast-check'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { createRouter, type ServedRoute } from '../../src/http/router.js'

const routesOf = (paths: readonly string[], dialect = 'one'): ServedRoute<string>[] =>
  paths.map((path) => ({ path, dialect, target: path }))
const routerOf = (...paths: readonly string[]) => createRouter(routesOf(paths), [])

describe('a path leads to', () => {
  const router = createRouter(
    ipernity.routes.map(({ path, transport }) => ({ path, dialect: 'ipernity', target: transport })),
    [],
  )
  test.each([
    ['/api', 'rest', '', ''],
    ['/api/', 'rest', '', ''],
    ['/api/doc.get', 'rest', 'doc.get', ''],
    ['/api/doc.get/', 'rest', 'doc.get', ''],
    ['/api/doc.get/xml', 'rest', 'doc.get', 'xml'],
    ['/api/doc.get/xml/', 'rest', 'doc.get', 'xml'],
    ['/api/doc.get/xml/more/and/more', 'rest', 'doc.get', 'xml'],
    ['//api///doc.get//xml//', 'rest', 'doc.get', 'xml'],
    ['/api/%73oap', 'rest', '%73oap', ''],
    ['/api/soap', 'soap', '', ''],
    ['/api/soap/', 'soap', '', ''],
    ['/api/soap/json', 'soap', '', 'json'],
    ['/api/soap/json/more', 'soap', '', 'json'],
    ['/api/soaps', 'rest', 'soaps', ''],
    ['/api/xmlrpc', 'xmlrpc', '', ''],
    ['/api//xmlrpc//php', 'xmlrpc', '', 'php'],
    ['/apps/oauth/request', 'oauth1-request', '', ''],
    ['/apps/oauth/access/', 'oauth1-access', '', ''],
  ])('%s: %s', (path, target, method, format) => {
    expect(router.find(path)).toEqual({ target, method, format })
  })

  test.each(['', '*', 'api', '/', '//', '/apis', '/apps/oauth', '/apps/oauth/authorize', '/apps/oauth/request/more'])(
    'nothing: %j',
    (path) => expect(router.find(path)).toBeUndefined(),
  )
})

describe('of two patterns that match', () => {
  test.each([
    ['a literal beats a capture', ['/a/{method}', '/a/b'], '/a/b', '/a/b'],
    ['a literal beats a capture in any order', ['/a/b', '/a/{method}'], '/a/b', '/a/b'],
    ['the first difference counts', ['/a/{method}/c', '/a/b/{format}'], '/a/b/c', '/a/b/{format}'],
    ['the end beats a wildcard', ['/a/*', '/a'], '/a', '/a'],
    ['a capture beats a wildcard', ['/a/*', '/a/{method}'], '/a/b', '/a/{method}'],
    ['a longer prefix beats a wildcard', ['/a/*', '/a/b/*'], '/a/b/c/d', '/a/b/*'],
    ['a dead end backtracks', ['/a/b/c', '/a/{method}/{format}'], '/a/b/d', '/a/{method}/{format}'],
    ['a dead end backtracks to a wildcard', ['/a/b/c', '/a/*'], '/a/b/d', '/a/*'],
  ])('%s', (_title, patterns, path, winner) => {
    expect(routerOf(...patterns).find(path)?.target).toBe(winner)
  })
})

describe('a router refuses', () => {
  test.each([
    ['the same pattern twice', '/a/b', '/a/b'],
    ['captures of other names', '/a/{method}', '/a/{format}'],
    ['two wildcards', '/a/{method}/*', '/a/{format}/*'],
  ])('%s', (_title, one, other) => {
    const routes = [...routesOf([one], 'first'), ...routesOf([other], 'second')]
    expect(() => createRouter(routes, [])).toThrow(
      new TypeError(`The routes ${one} (dialect first) and ${other} (dialect second) clash: they fit the same paths`),
    )
  })

  test.each([
    ['/healthz', '/healthz'],
    ['/{method}', '/healthz'],
    ['/*', '/'],
    ['/healthz/*', '/healthz'],
    ['/file/{method}/icon', '/file/*'],
    ['/{method}/{format}', '/file/*'],
    ['/{method}/apps/*', '/account/apps/revoke'],
  ])('%s over %s', (path, reserved) => {
    const start = () => createRouter(routesOf([path]), [{ path: reserved, owner: 'the pages' }])
    expect(start).toThrow(new TypeError(`The route ${path} (dialect one) would hide ${reserved} of the pages`))
  })

  test.each([
    ['/apps/oauth/request', '/apps/oauth/authorize'],
    ['/files/*', '/file/*'],
    ['/api/{method}', '/'],
    ['/healthz/{method}', '/healthz'],
  ])('not by %s beside %s', (path, reserved) => {
    expect(() => createRouter(routesOf([path]), [{ path: reserved, owner: 'the pages' }])).not.toThrow()
  })

  test.each(['api', '', '/a/', '/a//b', '/a/{name}', '/a/*/b', '/a/b*', '/{method}.json', '/{method}/{method}'])(
    'the pattern %j',
    (path) => expect(() => routerOf(path)).toThrow(TypeError),
  )
})

/** Where two patterns that fit the same path first differ, the smaller weight is the more exact one. */
const weights: Readonly<Record<string, number>> = { end: 0, literal: 1, capture: 2, rest: 3 }
const weightsOf = (pattern: string) => [
  ...pattern
    .split('/')
    .slice(1)
    .map((text) => weights[text === '*' ? 'rest' : text.startsWith('{') ? 'capture' : 'literal'] ?? 0),
  weights['end'] ?? 0,
]
const byWeight = (one: string, other: string) => (weightsOf(one).join('') < weightsOf(other).join('') ? -1 : 1)
const structureOf = (pattern: string) => pattern.replace(/\{\w+\}/g, '{}')

/** Looks for the match as slowly and plainly as can be. */
function reference(patterns: readonly string[], path: string) {
  const fitting = patterns.filter((pattern) => {
    const text = pattern.replace(/\/\{\w+\}/g, '/+[^/]+').replace(/\/\*$/, '(?:/.*)?')
    return new RegExp(`^${text.replaceAll(/\/(?=[a-c])/g, '/+')}/*$`).test(path)
  })
  const [target] = fitting.sort(byWeight)
  if (target === undefined) return undefined
  const segments = path.split('/').filter((segment) => segment !== '')
  const captured = (name: string) => segments[target.split('/').slice(1).indexOf(`{${name}}`)] ?? ''
  return { target, method: captured('method'), format: captured('format') }
}

test('random tables are matched as a plain search matches them', () => {
  const segment = fc.constantFrom('a', 'b', 'c', '{method}', '{format}')
  const pattern = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean())
    .filter(([segments]) => ['{method}', '{format}'].every((name) => segments.filter((one) => one === name).length < 2))
    .map(([segments, open]) => `/${segments.join('/')}${open ? '/*' : ''}`)
  const table = fc.uniqueArray(pattern, { selector: structureOf, maxLength: 12 })
  const path = fc
    .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'a%2Fb'), fc.constantFrom('/', '//')), { maxLength: 6 })
    .chain((parts) =>
      fc.constantFrom('', '/').map((end) => `${parts.map(([text, slash]) => slash + text).join('')}${end}`),
    )
    .filter((text) => text !== '')
  fc.assert(
    fc.property(table, fc.array(path, { minLength: 1 }), (patterns, paths) => {
      const router = routerOf(...patterns)
      for (const one of paths) expect(router.find(one)).toEqual(reference(patterns, one))
    }),
    { numRuns: 1000 },
  )
})
