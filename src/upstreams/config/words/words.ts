import { z } from 'zod'
import { parseLimits } from '../../../core/limits/limit.js'
import { parseSize } from '../../../system/size.js'
import { proposeWord } from '../nearest-word.js'

const later = (kind: string) => `is for ${kind}, which this version has not yet; it has services with url or openapi`

/** Words that the file cannot have, with the reason and what to do. */
const absent: ReadonlyMap<string, string> = new Map([
  ['wsdl', later('SOAP services')],
  ['xmlrpc', later('XML-RPC services')],
  ['username_token', later('SOAP services')],
  ['args', later('XML-RPC services')],
  ['proxies', later('plain pass-through')],
  ['open', 'is spelled needs: []; write that'],
])

/** The unknown word to tell of: one that says what the others are for, else the first. */
export function telling(unknown: readonly string[]): string {
  return unknown.find((word) => absent.has(word)) ?? unknown[0] ?? ''
}

/** The schema of words with values, in which any other word is refused with a proposal. */
export function words<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: ({ code, keys }) => {
      if (code !== 'unrecognized_keys' || !Array.isArray(keys)) return 'must be words with values'
      const wrong = telling(keys.map(String))
      return absent.get(wrong) ?? `is no word of this version; ${proposeWord(wrong, known)}`
    },
  })
}

/** The schema of names of one's own with values. */
export function named<Value extends z.ZodType>(value: Value, name: RegExp, form: string) {
  return z.record(z.string().regex(name, `is no name here; take ${form}`), value, {
    error: ({ code }) => (code === 'invalid_key' ? undefined : 'must be names with values'),
  })
}

/** A text without line ends and controls. */
export const line = z
  .string({ error: 'must be a text' })
  .refine((text) => text.trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(text), 'must be a text on one line')

/** A yes or no. */
export const flag = z.boolean({ error: 'must be true or false' })

/** A whole number. */
export function count(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}

/** One of some words. */
export function choice<const Words extends readonly string[]>(...all: Words) {
  return z.enum(all, { error: `must be ${all.join(' or ')}` })
}

/** A text or a list of texts. */
export function oneOrMore(text: z.ZodType<string, string>, form: string) {
  return z
    .union([text, z.array(text)], { error: `must be ${form}, or a list of such` })
    .transform((value) => (typeof value === 'string' ? [value] : value))
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** The longest time, in milliseconds. */
const longest = 86_400_000

/** A time, in milliseconds. */
export const duration = transformed('a time such as 10s, 500ms, 2m or 1h, at most 24h', '10s', (text) => {
  const [, digits = '', unit = ''] = /^(\d{1,8})(ms|s|m|h)$/.exec(text) ?? []
  const time = Number(digits) * (units[unit] ?? 0)
  return time > 0 && time <= longest ? time : undefined
})

/** The largest size, in bytes. */
const largest = 1024 ** 3

const sizeError = 'must be a size such as 4 MB, at most 1 GB'

/** A size, in bytes. */
export const size = z
  .union([z.int({ error: sizeError }).min(1, sizeError).max(largest, sizeError), z.string()], { error: sizeError })
  .transform((value, context) => {
    const bytes = parseSize(String(value))
    if (bytes !== undefined && bytes > 0 && bytes <= largest) return bytes
    context.addIssue({ code: 'custom', message: sizeError })
    return z.NEVER
  })

/** A rate limit of core/, as its text. */
export const rate = z.string({ error: 'must be a limit such as 10/m' }).superRefine((text, context) => {
  try {
    parseLimits(text)
  } catch (error) {
    context.addIssue({ code: 'custom', message: `is wrong: ${error instanceof Error ? error.message : error}` })
  }
})

/** The address of a service, without a slash at the end. */
export const address = transformed(
  'an address such as https://api.example.com/v1',
  'https://api.example.com/v1',
  (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (
      url === undefined ||
      !/^https?:$/.test(url.protocol) ||
      url.username + url.password + url.search + url.hash !== ''
    ) {
      return undefined
    }
    url.pathname = url.pathname.replace(/\/+$/, '')
    return url
  },
)

function transformed<Value>(form: string, example: string, read: (text: string) => Value | undefined) {
  return z
    .string({ error: `must be ${form}` })
    .meta({ examples: [example] })
    .transform((text, context): Value => {
      const value = read(text)
      if (value !== undefined) return value
      context.addIssue({ code: 'custom', message: `must be ${form}` })
      return z.NEVER
    })
}

/** The name of a header (RFC 9110 section 5.6.2). */
export const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/
