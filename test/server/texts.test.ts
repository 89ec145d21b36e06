import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(__dirname, '../..')

/** Loads a module in a process of its own. @returns the built-in objects that V8 keeps as dictionaries afterwards */
function slowAfter(module: string): readonly string[] {
  const script = `
    await import(${JSON.stringify(module)})
    const prototypes = [String, Array, Object, Function, Map, Set, Promise, RegExp, Uint8Array, Buffer]
    const slow = prototypes.filter((type) => !%HasFastProperties(type.prototype)).map((type) => type.name)
    process.stdout.write(JSON.stringify(slow))`
  const args = ['--allow-natives-syntax', '--input-type=module', '--eval', script]
  return JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }))
}

describe('The methods of texts and of other built-in objects', () => {
  it('are looked up by name once ioredis is loaded', () => {
    expect(slowAfter('ioredis')).toEqual(['String'])
  })

  it.each(['dist/stores/redis/client.js', 'dist/server/app/gateway-app.js', 'dist/server/services.js'])(
    'are in place again after %s is loaded',
    (module) => {
      expect(slowAfter(join(root, module))).toEqual([])
    },
  )
})
