import { systemClock } from '../../../src/core/ports/clock.js'
import { createUploadWorker } from '../../../src/documents/upload-worker.js'
import { createFileStore } from '../../../src/stores/files/file-store.js'
import { openPostgres } from '../../../src/stores/sql/engine/postgres.js'
import { openSqlite } from '../../../src/stores/sql/engine/sqlite.js'
import { documentStores } from '../document-stores.js'

/** Works on uploads until it is killed, and prints the name of each thumbnail before it is written. */
function workOnUploads(where: string, folder: string): void {
  const sql = where.startsWith('postgres:') ? openPostgres({ url: where }) : openSqlite({ file: where, sync: 'full' })
  const files = createFileStore(folder)
  const fileStore = {
    ...files,
    async write(key: string, name: string, bytes: Uint8Array) {
      process.stdout.write(`${name}\n`)
      await files.write(key, name, bytes)
    },
  }
  const report = (error: unknown) => process.stderr.write(`${error}\n`)
  createUploadWorker({ ...documentStores(sql), fileStore, clock: systemClock, report }).start()
}

workOnUploads(process.argv[2] ?? '', process.argv[3] ?? '')
