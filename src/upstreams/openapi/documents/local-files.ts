import { realpathSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { fileReason } from '../../../system/system-reason.js'
import { DescriptionError } from '../refusal.js'
import { type Bundle, bundle, type DocumentSource, nameOf } from './bundle.js'

/** The largest document, in bytes (upstreams.md section 3). */
export const largestDocument = 32 * 1024 * 1024

/**
 * Reads a description from a file, with the files below its folder that it refers to. Nothing outside that folder is read, by whatever
 * path or link; references to addresses stay as they are.
 *
 * @param path absolute
 * @throws DescriptionError where a file cannot be read, or must not be
 */
export async function readLocalDescription(path: string): Promise<Bundle> {
  return bundle(pathToFileURL(path), new LocalFiles(dirname(path)))
}

/** The files below one folder. */
class LocalFiles implements DocumentSource {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  resolve(target: string, base: URL): URL | undefined {
    if (/^https?:/i.test(target)) return undefined
    if (/^[a-z][a-z0-9+.-]*:|^[/\\]/i.test(target)) throw outside(target, base)
    const address = URL.canParse(target, base.href) ? new URL(target, base) : undefined
    if (address?.protocol !== 'file:' || !isBelow(fileURLToPath(address), this.#folder)) throw outside(target, base)
    return address
  }

  async read(address: URL): Promise<string> {
    const path = fileURLToPath(address)
    try {
      // Links are followed before the path is checked.
      if (!isBelow(realpathSync(path), realpathSync(this.#folder)))
        throw new DescriptionError(`${path} leads out of the folder of the description`)
      const { size } = await stat(path)
      if (size > largestDocument) throw new DescriptionError(`${path} has more than ${largestDocument} bytes`)
      return await readFile(path, 'utf8')
    } catch (cause) {
      if (cause instanceof DescriptionError) throw cause
      throw new DescriptionError(`${path} cannot be read: ${fileReason(cause)}`, { cause })
    }
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}

function outside(target: string, base: URL): DescriptionError {
  return new DescriptionError(`${nameOf(base)} refers to ${target}, which is not below the folder of the description`)
}
