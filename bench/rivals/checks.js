import { hash, timingSafeEqual } from 'node:crypto'

/**
 * What every rival checks, in the cheapest way: the query strictly, the key, and for signed calls the MD5 signature
 * and the token, which is kept as its SHA-256. What they have in common must cost them the same.
 */
const { BENCH_KEY, BENCH_SECRET, BENCH_TOKEN, BENCH_TOKEN_SECRET, BENCH_HEADERS } = process.env
const applications = new Map([[BENCH_KEY, { key: BENCH_KEY, secret: BENCH_SECRET }]])
const tokens = new Map([[hash('sha256', BENCH_TOKEN), { key: BENCH_KEY, secret: BENCH_TOKEN_SECRET }]])

const refusedCharacters = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/

/** A fault as it goes on the wire. */
export class Fault extends Error {
  constructor(code, title) {
    super(title)
    this.code = code
  }
}

/**
 * Decodes a query; the names come out in the order of the wire.
 *
 * @throws Fault 123 for bad percent-encoding, a name that comes twice, or a control character
 */
export function readQuery(query) {
  const params = new Map()
  if (query === '') return params
  for (const field of query.split('&')) {
    const equals = field.indexOf('=')
    const name = decode(equals === -1 ? field : field.slice(0, equals))
    if (params.has(name)) throw new Fault(123, 'Request malformed')
    params.set(name, equals === -1 ? '' : decode(field.slice(equals + 1)))
  }
  return params
}

function decode(text) {
  let plain = text
  if (text.includes('+')) plain = plain.replaceAll('+', ' ')
  try {
    if (text.includes('%')) plain = decodeURIComponent(plain)
  } catch {
    throw new Fault(123, 'Request malformed')
  }
  if (refusedCharacters.test(plain)) throw new Fault(123, 'Request malformed')
  return plain
}

/** Checks key, signature and token; gives what `test.echo` echoes. */
export function checkCall(method, params) {
  const key = params.get('api_key')
  if (key === undefined) throw new Fault(100, 'API key missing')
  const application = findApplication(key)
  const token = params.get('auth_token')
  const signature = params.get('api_sig')
  if (signature !== undefined) checkSignature(method, params, application.secret, signature)
  else if (token !== undefined) throw new Fault(104, 'Signature missing')
  if (token !== undefined) findToken(token, key)
}

/** @throws Fault 101 for an unknown key */
export function findApplication(key) {
  const application = applications.get(key)
  if (application === undefined) throw new Fault(101, 'API key invalid')
  return application
}

/** @throws Fault 107 for a token that is none of the application's */
export function findToken(text, key) {
  const token = tokens.get(hash('sha256', text))
  if (token?.key !== key) throw new Fault(107, 'Token invalid')
  return token
}

function checkSignature(method, params, secret, signature) {
  let text = ''
  for (const name of [...params.keys()].sort()) {
    if (name !== 'api_sig') text += name + params.get(name)
  }
  compareSignatures(hash('md5', text + method + secret), signature)
}

/** Compares in constant time. @throws Fault 105 where they differ */
export function compareSignatures(expected, given) {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  if (a.length !== b.length || !timingSafeEqual(a, b)) throw new Fault(105, 'Signature invalid')
}

/** Milliseconds that an idle connection is kept, as the gateway does. */
export const keepAlive = 65_000

/** The headers that the gateway adds to every answer. */
const gatewayHeaders = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' }

/** The headers that every answer carries; with BENCH_HEADERS=own only what an answer needs. */
export const answerHeaders = {
  'Content-Type': 'application/json; charset=utf-8',
  ...(BENCH_HEADERS === 'own' ? {} : gatewayHeaders),
}

/** The echo as a plain tree; numbers are text on the wire. */
export function echoTree({ echo }) {
  return { api: { status: 'ok', at: String(Math.floor(Date.now() / 1000)) }, echo }
}

/** A fault as a plain tree. */
export function faultTree(thrown) {
  const { code, message } = thrown instanceof Fault ? thrown : { code: 500, message: 'Service error' }
  return { api: { status: 'error', at: String(Math.floor(Date.now() / 1000)), code: String(code), message } }
}

/** Says that the server is ready, in the words of `babelgate serve`. */
export function announce(address) {
  process.stdout.write(`listening on http://127.0.0.1:${address.port}\n`)
}
