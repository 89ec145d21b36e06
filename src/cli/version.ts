import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageVersion } from '../system/package-version.js'

export { packageVersion }

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The dependency of a project on this package: its version range, or the path of a checkout of the sources. */
export const packageDependency = root.split(sep).includes('node_modules') ? `^${packageVersion}` : `file:${root}`
