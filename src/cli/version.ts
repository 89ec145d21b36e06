import { readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const root = fileURLToPath(new URL('../..', import.meta.url))

const manifest = z.object({ version: z.string() })

/** The version of this package. */
export const packageVersion = manifest.parse(
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')),
).version

/** The dependency of a project on this package: its version range, or the path of a checkout of the sources. */
export const packageDependency = root.split(sep).includes('node_modules') ? `^${packageVersion}` : `file:${root}`
