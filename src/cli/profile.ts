import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { UsageError } from './output.js'

const profileSchema = z.strictObject({
  url: z.string().optional(),
  api_key: z.string().optional(),
  secret: z.string().optional(),
  auth_token: z.string().optional(),
  bearer_token: z.string().optional(),
})

/** Where `call` sends to, and what it says who it is by. */
export type Profile = z.output<typeof profileSchema>

/** The environment variables that go before the file. */
const variables: Readonly<Record<keyof Profile, string>> = {
  url: 'BABELGATE_URL',
  api_key: 'BABELGATE_API_KEY',
  secret: 'BABELGATE_SECRET',
  auth_token: 'BABELGATE_AUTH_TOKEN',
  bearer_token: 'BABELGATE_BEARER_TOKEN',
}

/** The file that holds a profile, in the user's config folder. */
export function profilePath(name: string): string {
  const base = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
  return join(base, 'babelgate', `${name}.json`)
}

/** Reads a profile: the environment first, then the file. @throws UsageError where the file cannot be used */
export function readProfile(name: string): Profile {
  const profile = readProfileFile(profilePath(name))
  const given = Object.entries(variables).map(([field, variable]) => [field, process.env[variable]] as const)
  return { ...profile, ...Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== '')) }
}

function readProfileFile(path: string): Profile {
  if (!existsSync(path)) return {}
  try {
    return profileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    const fields = Object.keys(profileSchema.shape).join(', ')
    throw new UsageError(`${path} must be a JSON object with texts named ${fields}`, { cause })
  }
}
