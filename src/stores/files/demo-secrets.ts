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

/** What a demo user and application are used with. */
export type DemoSecrets = Readonly<z.output<typeof schema>>

const fileIn = (dir: string) => join(dir, 'demo.json')

/** Keeps the secrets of a demo beside the database until they were printed, readable by the owner alone. */
export function keepDemo(dir: string, secrets: DemoSecrets): void {
  writeFileSync(fileIn(dir), JSON.stringify(secrets), { flag: 'wx', mode: 0o600, flush: true })
}

/** The secrets of a demo that were not printed yet; undefined where there are none. */
export function readDemo(dir: string): DemoSecrets | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(fileIn(dir), 'utf8')))
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Removes what {@link keepDemo} has kept. */
export function forgetDemo(dir: string): void {
  rmSync(fileIn(dir), { force: true })
}
