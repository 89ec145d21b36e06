import { readdir } from 'node:fs/promises'
import { register } from 'node:module'
import { extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isMethod, type Method } from '../../core/define-method.js'
import { hasErrorCode } from '../../stores/files/error-code.js'
import { fileReason } from '../../system/system-reason.js'

/** Packages that modules of methods can import without installing them: this one, and the zod that it is built with. */
const provided = ['babelgate', 'zod']

/**
 * Loads the methods that the modules of a folder export, under any name, alone or in arrays. Modules are `.js` and `.mjs`
 * files, and `.ts` and `.mts` files if this Node.js loads TypeScript; a compiled file beside its source goes before it.
 * Imports of `babelgate` and `zod` that the module's own folder does not resolve are resolved here.
 *
 * @throws Error that names the folder or the module that cannot be used
 */
export async function loadMethods(dir: string): Promise<Method[]> {
  provideOwnPackages()
  const folder = resolve(dir)
  const files = modulesOf(await namesIn(folder))
  const methods: Method[] = []
  for (const file of files) {
    const module = await importModule(join(folder, file))
    const found = Object.values(module).flat().filter(isMethod)
    if (found.length === 0) throw new Error(`${join(folder, file)} exports nothing made by defineMethod`)
    methods.push(...found.map((method) => ({ ...method, file: join(folder, file) })))
  }
  if (methods.length === 0) throw new Error(`${folder} holds no module (.js, .mjs, .ts or .mts)`)
  return methods
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (cause) {
    const isFile = hasErrorCode(cause, 'ENOTDIR')
    const reason = isFile ? 'it is no folder; name the folder of the modules' : fileReason(cause)
    throw new Error(`The methods in ${folder} cannot be read: ${reason}`, { cause })
  }
}

function modulesOf(names: readonly string[]): string[] {
  const compiled = (name: string) => name.replace(/ts$/, 'js')
  return names
    .filter((name) => /\.m?[jt]s$/.test(name) && !/\.d\.m?ts$/.test(name))
    .filter((name) => compiled(name) === name || !names.includes(compiled(name)))
    .sort()
}

async function importModule(path: string): Promise<object> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${path} cannot be loaded: ${remedy(path, cause) ?? reason}`, { cause })
  }
}

/** How to fix a module that Node.js reads as the wrong kind; undefined for any other error. */
function remedy(path: string, cause: unknown): string | undefined {
  if (hasErrorCode(cause, 'ERR_UNKNOWN_FILE_EXTENSION')) {
    return (
      `Node.js ${process.version} does not load TypeScript; compile it first, ` +
      "use Node.js 22.18 or newer, or install tsx and set NODE_OPTIONS='--import tsx'"
    )
  }
  const isReadAsCommonJs =
    cause instanceof SyntaxError && /outside a module|Unexpected token 'export'/.test(cause.message)
  if (!isReadAsCommonJs) return undefined
  const end = extname(path)
  return `it is read as CommonJS; name it .m${end.slice(1)}, or put "type": "module" into package.json`
}

/** Registers a resolve hook that falls back to this package's own copies of the provided packages. */
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
