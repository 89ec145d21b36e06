import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Installation, install } from '../../support/process.js'

let place: Installation
beforeEach(() => {
  place = install()
})
afterEach(() => place.remove())

test('a project that a checkout writes depends on that checkout, which need not be published', async () => {
  const { code } = await place.run(['init', 'mine'])
  expect(code).toBe(0)
  const { dependencies } = JSON.parse(readFileSync(join(place.folder, 'mine', 'package.json'), 'utf8'))
  const source = String(dependencies.babelgate)
  expect(source).toMatch(/^file:\//)
  expect(existsSync(join(source.slice('file:'.length), 'bin', 'babelgate.js'))).toBe(true)
})
