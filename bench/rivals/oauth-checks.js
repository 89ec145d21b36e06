import { Fault, findApplication, findToken } from './checks.js'

/**
 * What every rival checks of an OAuth call (RFC 5849) but the signature, which each makes in its own way: the header
 * strictly, the parameters, the key, the timestamp, the token.
 */
const required = ['oauth_consumer_key', 'oauth_signature', 'oauth_signature_method', 'oauth_nonce', 'oauth_timestamp']

const scheme = /^OAuth[ \t]+/i
const parameter = /[ \t]*([A-Za-z0-9\-._~%]+)="([^"\\]*)"[ \t]*(?:,|$)/y

/** Seconds that a timestamp may be behind and before the clock here. */
export const window = { back: 300, ahead: 60 }

/**
 * Reads the protocol parameters of an Authorization header, decoded.
 *
 * @throws Fault 123 for bad syntax, bad percent-encoding, or a name that comes twice
 */
export function readAuthorization(header = '') {
  const start = scheme.exec(header)
  if (start === null) throw new Fault(100, 'API key missing')
  const parameters = new Map()
  for (let at = start[0].length; at < header.length; at = parameter.lastIndex) {
    parameter.lastIndex = at
    const match = parameter.exec(header)
    const name = match === null ? undefined : decode(match[1])
    if (match === null || parameters.has(name)) throw new Fault(123, 'Request malformed')
    parameters.set(name, decode(match[2]))
  }
  parameters.delete('realm')
  return parameters
}

function decode(text) {
  try {
    return text.includes('%') ? decodeURIComponent(text) : text
  } catch {
    throw new Fault(123, 'Request malformed')
  }
}

/**
 * Checks what a call claims.
 *
 * @returns the secrets to sign with, and the use of the nonce
 */
export function checkClaim(parameters) {
  const version = parameters.get('oauth_version')
  if (version !== undefined && version !== '1.0') throw new Fault(130, 'OAuth version unsupported')
  for (const name of required) {
    if (!parameters.get(name)) throw new Fault(131, `OAuth parameters missing: ${name}`)
  }
  if (parameters.get('oauth_signature_method') !== 'HMAC-SHA1')
    throw new Fault(135, 'OAuth signature method unsupported')
  const key = parameters.get('oauth_consumer_key')
  const application = findApplication(key)
  const timestamp = checkTimestamp(parameters.get('oauth_timestamp'))
  const token = parameters.get('oauth_token') ?? ''
  const { secret } = findToken(token, key)
  const use = { key, token, timestamp, nonce: parameters.get('oauth_nonce') }
  return { secrets: { consumer: application.secret, token: secret }, use }
}

function checkTimestamp(text) {
  const now = Math.floor(Date.now() / 1000)
  const timestamp = /^\d{1,12}$/.test(text) ? Number(text) : 0
  if (timestamp < now - window.back || timestamp > now + window.ahead)
    throw new Fault(132, 'OAuth timestamp out of range')
  return timestamp
}
