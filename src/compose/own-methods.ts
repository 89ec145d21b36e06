import { readdir } from 'node:fs/promises'
import { register } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isMethod, type Method } from '../core/method.js'

/** Names that modules of methods may import wherever they lie: this package, and the zod that it is built with. */
const provided = ['babelgate', 'zod']

/**
 * Loads the methods that the modules (`.js` and `.mjs`) of a folder export, by whatever names, alone or in arrays.
 * Such modules import `babelgate` and `zod` from here where they have none of their own.
 *
 * @throws Error that names the folder or the module that cannot be used
 */
export async function loadMethods(dir: string): Promise<Method[]> {
  provideOwnPackages()
  const folder = resolve(dir)
  const files = (await readdir(folder)).filter((file) => /\.m?js$/.test(file)).sort()
  const methods: Method[] = []
  for (const file of files) {
    const module = await importModule(join(folder, file))
    const found = Object.values(module).flat().filter(isMethod)
    if (found.length === 0) throw new Error(`${join(folder, file)} exports nothing made by defineMethod`)
    methods.push(...found)
  }
  if (methods.length === 0) throw new Error(`${folder} holds no .js or .mjs module`)
  return methods
}

async function importModule(path: string): Promise<object> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (cause) {
    throw new Error(`${path} cannot be loaded: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

/** Lets imports of the provided names that find nothing where they stand find what this package has. */
function provideOwnPackages(): void {
  const own = Object.fromEntries(provided.map((name) => [name, import.meta.resolve(name)]))
  const hook = `export async function resolve(name, context, next) {
    const own = ${JSON.stringify(own)}
    try { return await next(name, context) } catch (error) {
      if (own[name] === undefined) throw error
      return next(own[name], context)
    }
  }`
  register(`data:text/javascript,${encodeURIComponent(hook)}`)
}
