import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Files } from '../../documents/ports/files.js'
import { sync } from './sync.js'

const keyForm = /^[0-9a-f]{32}$/
const nameForm = /^[0-9a-z]{1,16}$/

/**
 * Stores the files of documents under `dir`, in folders named after the first digits of their keys.
 *
 * @param dir on the same file system as the upload spool, since files are moved and never copied
 */
export function createFileStore(dir: string): Files {
  const root = resolve(dir)
  const folderOf = (key: string): string => {
    if (!keyForm.test(key)) throw new TypeError('a file key has 32 hex digits')
    return join(root, key.slice(0, 2), key.slice(2, 4), key)
  }
  const pathOf = (key: string, name: string): string => {
    if (!nameForm.test(name)) throw new TypeError('a file name has letters and digits only')
    return join(folderOf(key), name)
  }

  /** Moves a complete file to its path; when it resolves, the file and its directory entries are on disk. */
  const place = async (from: string, path: string): Promise<void> => {
    await sync(from)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await rename(from, path)
    let folder = dirname(path)
    while (folder.length >= root.length) {
      await sync(folder)
      folder = dirname(folder)
    }
  }

  return {
    keep: (key, name, from) => place(from, pathOf(key, name)),
    async write(key, name, bytes) {
      const path = pathOf(key, name)
      const draft = `${path}.draft`
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const file = await open(draft, 'w', 0o600)
      try {
        await file.writeFile(bytes)
      } finally {
        await file.close()
      }
      await place(draft, path)
    },
    pathOf,
    remove: (key) => rm(folderOf(key), { recursive: true, force: true }),
  }
}
