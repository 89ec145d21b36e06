import { setTimeout } from 'node:timers/promises'
import Database from 'better-sqlite3'

/** Keeps an SQLite file locked for some milliseconds. */
async function lockFile(file: string, milliseconds: number): Promise<void> {
  const database = new Database(file)
  database.exec('begin immediate')
  process.stdout.write('locked\n')
  await setTimeout(milliseconds)
  database.exec('commit')
}

void lockFile(process.argv[2] ?? '', Number(process.argv[3]))
