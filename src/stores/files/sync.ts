import { open } from 'node:fs/promises'

/** Has the disk keep what has been written to a file, or the names in a folder. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
