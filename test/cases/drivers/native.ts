import type { MethodDescription } from '../../../src/core/method-spec.js'
import type { Shape } from '../../../src/core/schema/shape.js'
import { nativeTree } from '../native-tree.js'
import type { Outcome, Reply } from '../read-reply.js'
import { type Driver, formOf, headersOf, type Said, type Sent } from './driver.js'
import { multipart } from './rest.js'

/** The gateway's own dialect: the key in a header, parameters as JSON or in the query, or multipart where there are files. */
export const nativeDriver: Driver = {
  name: 'native',
  traits: new Set(['verbs', 'no-formats', 'no-old-signatures'] as const),
  contentType: 'application/json; charset=utf-8',
  faultType: 'application/problem+json',
  say(sent, method) {
    const path = `/rpc/${encodeURIComponent(sent.method)}`
    const { rest, key } = keyApart(sent)
    if (sent.verb === 'GET')
      return withKey({ target: `${path}?${formOf(rest.pairs)}`, init: { headers: headersOf(rest) } }, key)
    if (rest.files !== undefined) return withKey({ target: path, init: multipart(rest, rest.files) }, key)
    const headers = headersOf(rest, 'application/json')
    return withKey({ target: path, init: { method: 'POST', headers, body: objectOf(rest, method) } }, key)
  },
  read: readNative,
  unreadable: { said: { target: '/rpc/test.hello?broken=%zz', init: {} }, code: 123 },
}

/** Reads an answer or a problem. */
function readNative({ contentType, text }: Reply, shape: Shape): Outcome {
  if (contentType !== 'application/problem+json') return { value: nativeTree(text, shape) }
  const { code } = JSON.parse(text) as { readonly code: number }
  return { code }
}

/** A call without its key, which goes into a header unless it comes twice. */
function keyApart(sent: Sent): { readonly rest: Sent; readonly key: string | undefined } {
  const keys = sent.pairs.filter(([name]) => name === 'api_key')
  const [only] = keys
  if (only === undefined || keys.length > 1) return { rest: sent, key: undefined }
  return { rest: { ...sent, pairs: sent.pairs.filter((pair) => pair !== only) }, key: only[1] }
}

function withKey({ target, init }: Said, key: string | undefined): Said {
  const headers = {
    ...(init.headers as Readonly<Record<string, string>>),
    ...(key !== undefined && { 'x-api-key': key }),
  }
  return { target, init: { ...init, headers } }
}

/** Written by hand, since an object holds no name twice. */
function objectOf({ pairs }: Sent, method: MethodDescription | undefined): string {
  const types = new Map(method?.params.specs.map((spec) => [spec.name, spec.type]))
  const members = pairs.map(([name, value]) => `${JSON.stringify(name)}:${typed(value, types.get(name))}`)
  return `{${members.join(',')}}`
}

function typed(value: string, declared: string | undefined): string {
  if (declared === 'boolean' && /^[01]$/.test(value)) return value === '1' ? 'true' : 'false'
  if (declared === 'integer' && /^(?:0|-?[1-9][0-9]{0,8})$/.test(value)) return value
  return JSON.stringify(value)
}
