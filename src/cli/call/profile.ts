import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { Option } from 'commander'
import { z } from 'zod'
import { randomHex } from '../../core/auth/hash.js'
import { folderReason, makeFolder } from '../../system/make-folder.js'
import { profileValue } from '../option-values.js'
import { RefusalError } from '../output.js'

const profileSchema = z.strictObject({
  url: z.string().optional(),
  api_key: z.string().optional(),
  secret: z.string().optional(),
  auth_token: z.string().optional(),
  oauth_token: z.string().optional(),
  oauth_token_secret: z.string().optional(),
  bearer_token: z.string().optional(),
})

/** A profile: the gateway's address and the credentials of `call`. */
export type Profile = z.output<typeof profileSchema>

/** The environment variables, which go before the file. */
const variables: Readonly<Record<keyof Profile, string>> = {
  url: 'BABELGATE_URL',
  api_key: 'BABELGATE_API_KEY',
  secret: 'BABELGATE_SECRET',
  auth_token: 'BABELGATE_AUTH_TOKEN',
  oauth_token: 'BABELGATE_OAUTH_TOKEN',
  oauth_token_secret: 'BABELGATE_OAUTH_TOKEN_SECRET',
  bearer_token: 'BABELGATE_BEARER_TOKEN',
}

/** The names of the fields of a profile, and of the environment variables. */
export const profileFields: readonly string[] = Object.keys(variables)
export const profileVariables: readonly string[] = Object.values(variables)

/** The option `--profile`; {@link readProfile} takes its value. */
export function profileOption(): Option {
  return new Option('--profile <name>', 'file of that name in the config folder')
    .argParser(profileValue)
    .default('default')
}

/** The path of a profile's file, in the user's config folder. */
export function profilePath(name: string): string {
  const base = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
  return join(base, 'babelgate', `${name}.json`)
}

/**
 * Reads a profile; the environment goes before the file. If the file is for another application than the environment, only
 * its address is used. The secret of an OAuth token is used only together with that token.
 *
 * @throws RefusalError if the file cannot be used, or if neither it nor the environment has credentials
 */
export function readProfile(name: string): Profile {
  const path = profilePath(name)
  const given = environmentProfile()
  if (given.api_key === undefined && given.bearer_token === undefined && !existsSync(path)) {
    throw new RefusalError(`There is no profile ${path}, and ${variables.api_key} is not set; see call --help`)
  }
  const saved = readProfileFile(path)
  if (differ(saved.api_key, given.api_key)) return { ...(saved.url === undefined ? {} : { url: saved.url }), ...given }
  const { oauth_token_secret: _, ...unpaired } = saved
  return { ...(differ(saved.oauth_token, given.oauth_token) ? unpaired : saved), ...given }
}

/** The profile from the environment variables; empty values count as absent. */
export function environmentProfile(): Profile {
  const given = Object.entries(variables).map(([field, variable]) => [field, process.env[variable]] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ''))
}

/** Checks that the file of a profile exists. @throws RefusalError if it does not */
export function requireProfile(name: string): void {
  const path = profilePath(name)
  if (!existsSync(path)) throw new RefusalError(`There is no profile ${path}; correct --profile, or write the file`)
}

/** Whether both are defined and differ. */
function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other
}

/**
 * Writes fields into the file of a profile, which is created if it is missing. Its other fields are kept, unless they belong
 * to another application. The file is readable by its owner alone, and is replaced atomically.
 *
 * @returns the path of the file
 * @throws RefusalError if the file is no profile or cannot be written
 */
export function saveProfile(name: string, fields: Profile): string {
  const path = profilePath(name)
  const old = readProfileFile(path)
  const profile = { ...(differ(old.api_key, fields.api_key) ? {} : old), ...fields }
  try {
    makeFolder(dirname(path))
    replaceFile(path, `${JSON.stringify(profile, null, 2)}\n`)
  } catch (cause) {
    throw new RefusalError(`${path} cannot be written: ${folderReason(cause)}`, { cause })
  }
  return path
}

function replaceFile(path: string, text: string): void {
  const draft = `${path}.${randomHex(4)}`
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true })
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

function readProfileFile(path: string): Profile {
  if (!existsSync(path)) return {}
  try {
    return profileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new RefusalError(`${path} must be a JSON object with texts named ${profileFields.join(', ')}`, { cause })
  }
}
