import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { compileAddressList } from '../core/address-list.js'
import { parseLimits } from '../core/limits/limit.js'
import type { PermissionKind } from '../core/permission-kinds.js'
import type { NonceWindow } from '../core/ports/admission.js'
import { parseSize, sizeForm } from '../system/size.js'
import { redisProblem } from './redis-address.js'
import { type FileValue, readSettingsFile, type SettingsFile, SettingsFileError } from './settings-file.js'

/** An invalid setting. The message is one line that names it. */
export class SettingsError extends Error {}

const bytes = z.string().transform((value, context) => {
  const size = parseSize(value)
  if (size === undefined) context.addIssue({ code: 'custom', message: `must be ${sizeForm}` })
  return size ?? 0
})

const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)

const origins = list.refine((pages) => pages.every(isOrigin), 'must be origins such as https://app.example.org')

const names = list.refine((words) => words.every((word) => /^[\w.-]+$/.test(word)), 'must be names of parameters')

const flag = z.enum(['0', '1'], { message: 'must be 0 or 1' }).transform((value) => value === '1')

const webAddress = z
  .url({ protocol: /^https?$/, message: 'must be an address such as https://api.example.org' })
  .transform((value) => value.replace(/\/+$/, ''))

const addresses = list.superRefine((blocks, context) => {
  try {
    compileAddressList(blocks)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'must be addresses' })
  }
})

const redisNodes = list.superRefine((nodes, context) => {
  const message = redisProblem(nodes)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
})

const wholeSeconds = z
  .string()
  .regex(/^\d{1,6}$/, 'must be a whole number of seconds')
  .transform(Number)

const callLimits = z.string().transform((value, context) => {
  try {
    return parseLimits(value)
  } catch (error) {
    context.addIssue({ code: 'custom', message: `is wrong: ${error instanceof Error ? error.message : error}` })
    return []
  }
})

const port = z
  .string()
  .refine((value) => /^\d{1,5}$/.test(value) && Number(value) <= 65535, {
    error: ({ input }) => `must be a port between 0 and 65535, not ${input}`,
  })
  .transform(Number)

const existing = z
  .string()
  .refine(existsSync, { error: ({ input }) => `names ${input}, which does not exist; correct the path` })

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.prefault('8080'),
  METRICS_PORT: port.optional(),
  PUBLIC_URL: webAddress.optional(),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^(?:postgres|postgresql|file):/, 'must be postgres://… or file:PATH')
    .optional(),
  REDIS_URL: redisNodes.optional(),
  SQLITE_SYNC: z.enum(['full', 'normal'], { message: 'must be full or normal' }).default('full'),
  SECRET_KEY: z.string().min(16, 'must be at least 16 characters of random text').optional(),
  TRUST_PROXY: addresses.prefault(''),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  WORKERS: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'must be a number of processes between 1 and 999')
    .transform(Number)
    .prefault('1'),
  REQUIRE_TLS: flag.prefault('0'),
  LIMIT_IP: callLimits.prefault('50/s,1000/m,20000/h'),
  LIMIT_APP: callLimits.prefault('100000/d'),
  LIMITS_WITHOUT_REDIS: z
    .enum(['local', 'refuse', 'open'], { message: 'must be local, refuse or open' })
    .default('local'),
  HTTP_STATUS: z.enum(['legacy', 'semantic'], { message: 'must be legacy or semantic' }).default('legacy'),
  CORS_ORIGINS: origins.prefault(''),
  SIGNED_EXTRA: names.optional(),
  OAUTH_TIMESTAMP_WINDOW: wholeSeconds.prefault('300'),
  OAUTH_TIMESTAMP_AHEAD: wholeSeconds.prefault('60'),
  OAUTH_TIMESTAMP_TOLERANCE: wholeSeconds.prefault('300'),
  CALL_TIMEOUT: z
    .string()
    .regex(/^(?:[1-9]|[12]\d|3[0-5])$/, 'must be a whole number of seconds between 1 and 35')
    .transform(Number)
    .prefault('30'),
  DRAIN_DELAY: wholeSeconds.prefault('0'),
  UPSTREAMS: existing.optional(),
  DIALECTS: list.optional(),
  LIBRARY: z.enum(['on', 'off'], { message: 'must be on or off' }).default('on'),
  SIGNUP: z.enum(['open', 'closed'], { message: 'must be open or closed' }).default('open'),
  UPLOAD_MAX: bytes.prefault('200 MB'),
  UPLOAD_TEMP_MAX: bytes.prefault('2 GB'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      message: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
  DEMO: flag.optional(),
})

/** The settings file that is read by default, if it exists. */
const defaultFile = 'babelgate.yaml'

/** All settings of the server, validated. */
export interface Settings extends z.output<typeof schema> {
  /** The kinds of permissions that the settings file declares. */
  readonly permissions: readonly PermissionKind[]
}

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(schema.shape)

/** The file of the embedded database; undefined if the database is PostgreSQL. */
export function sqliteFile({ DATABASE_URL, DATA_DIR }: Settings): string | undefined {
  if (DATABASE_URL === undefined) return join(DATA_DIR, 'babelgate.db')
  return DATABASE_URL.startsWith('file:') ? DATABASE_URL.slice('file:'.length).replace(/^\/\/(?=\/)/, '') : undefined
}

/** The window of accepted OAuth timestamps. */
export function nonceWindow(settings: Settings): NonceWindow {
  return {
    back: settings.OAUTH_TIMESTAMP_WINDOW,
    ahead: settings.OAUTH_TIMESTAMP_AHEAD,
    tolerance: settings.OAUTH_TIMESTAMP_TOLERANCE,
  }
}

/**
 * Reads the settings: the environment goes before the file, the file before the defaults.
 *
 * @param env the environment; empty values count as absent
 * @param file the path of a YAML file; by default `babelgate.yaml` in the working folder, if it exists
 * @throws SettingsError that names the first wrong setting, with file, line and column if it comes from the file
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>, file?: string): Settings {
  const { values: inFile, permissions } = readFile(file)
  const given: Record<string, string> = {}
  for (const name of settingNames) {
    const value = env[name] || inFile.get(name)?.text
    if (value !== undefined) given[name] = value
  }
  const result = schema.safeParse(given)
  if (!result.success) throw new SettingsError(firstProblem(result.error, env, inFile))
  const settings = { ...result.data, DATA_DIR: resolve(result.data.DATA_DIR), permissions }
  checkTogether(settings)
  return settings
}

function checkTogether(settings: Settings): void {
  if (sqliteFile(settings) === undefined && settings.SECRET_KEY === undefined) {
    throw new SettingsError('SECRET_KEY must be set when DATABASE_URL is PostgreSQL, alike on every node')
  }
  if (settings.WORKERS > 1 && settings.REDIS_URL === undefined) {
    throw new SettingsError('WORKERS above 1 needs REDIS_URL, where the processes count calls and nonces together')
  }
  if ((settings.TLS_CERT === undefined) !== (settings.TLS_KEY === undefined)) {
    throw new SettingsError('TLS_CERT and TLS_KEY must be set together')
  }
}

/** Whether a text is an origin as browsers serialise it. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text
}

/** The message for the first wrong setting, with its place if it comes from the file. */
function firstProblem(
  error: z.ZodError,
  env: Readonly<Record<string, string | undefined>>,
  inFile: ReadonlyMap<string, FileValue>,
): string {
  const issue = error.issues[0]
  const name = String(issue?.path[0])
  const place = env[name] ? undefined : inFile.get(name)?.place
  return `${place === undefined ? '' : `${place}: `}${name} ${issue?.message}`
}

function readFile(file: string | undefined): SettingsFile {
  const path = file ?? (existsSync(defaultFile) ? defaultFile : undefined)
  if (path === undefined) return { values: new Map(), permissions: [] }
  try {
    return readSettingsFile(path, settingNames)
  } catch (error) {
    if (error instanceof SettingsFileError) throw new SettingsError(error.message, { cause: error })
    throw error
  }
}
