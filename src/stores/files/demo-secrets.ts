import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { hasErrorCode } from './error-code.js'

const schema = z.object({
  password: z.string(),
  key: z.string(),
  secret: z.string(),
  authToken: z.string(),
  oauthSecret: z.string(),
  bearerToken: z.string(),
})

/** The credentials of the demo user and application. */
export type DemoSecrets = Readonly<z.output<typeof schema>>

const fileIn = (dir: string) => join(dir, 'demo.json')

/** Writes the demo's secrets to a file in DATA_DIR, mode 0600, where they stay until they were printed. */
export function writeDemoSecrets(dir: string, secrets: DemoSecrets): void {
  writeFileSync(fileIn(dir), JSON.stringify(secrets), { flag: 'wx', mode: 0o600, flush: true })
}

/** Reads the demo's secrets that were not printed yet; undefined where there are none. */
export function readDemoSecrets(dir: string): DemoSecrets | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(fileIn(dir), 'utf8')))
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Removes the file of {@link writeDemoSecrets}. */
export function deleteDemoSecrets(dir: string): void {
  rmSync(fileIn(dir), { force: true })
}
