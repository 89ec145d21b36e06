import type { ServiceAuth } from '../../service.js'
import { isClientHeader } from '../client-headers.js'
import type { SecretKeeper } from '../file/secret-keeper.js'
import type { Spot } from '../file/source.js'
import type { AuthWords } from '../words/auth-words.js'

/**
 * Reads the credentials of the gateway towards a service.
 *
 * @throws UpstreamsError
 */
export function readAuth(auth: AuthWords, spot: Spot, keeper: SecretKeeper): ServiceAuth {
  const given = Object.keys(auth)
  if (given.length !== 1)
    spot.fail('must have exactly one of basic, bearer, header, query, client_cert, oauth1, oauth2')
  const { basic, bearer, header, query, client_cert: cert, oauth1, oauth2 } = auth
  if (basic !== undefined) return readBasic(basic, spot.at('basic'), keeper)
  if (bearer !== undefined) return { kind: 'bearer', token: headerSecret(bearer, spot.at('bearer'), keeper) }
  if (header !== undefined) return { kind: 'header', headers: readHeaders(header, spot.at('header'), keeper) }
  if (query !== undefined) return { kind: 'query', fields: readSecrets(query, spot.at('query'), keeper) }
  if (oauth1 !== undefined) return readOauth1(oauth1, spot.at('oauth1'), keeper)
  if (oauth2 !== undefined) return readOauth2(oauth2, spot.at('oauth2'), keeper)
  if (cert === undefined) return spot.fail('must have one of its words with a value')
  const at = spot.at('client_cert')
  return {
    kind: 'client-cert',
    cert: keeper.pem(cert.cert, at.at('cert')),
    key: keeper.pem(cert.key, at.at('key'), true),
  }
}

function readBasic([user, password]: NonNullable<AuthWords['basic']>, spot: Spot, keeper: SecretKeeper): ServiceAuth {
  // RFC 7617, section 2.
  if (user.includes(':')) spot.at(0).fail('must be a user without a colon, which would end it')
  return { kind: 'basic', user, password: keeper.secret(password, spot.at(1)) }
}

function readHeaders(headers: Readonly<Record<string, string>>, spot: Spot, keeper: SecretKeeper) {
  const read = Object.entries(headers).map(([name, text]): [string, string] => {
    const lower = name.toLowerCase()
    if (isClientHeader(lower)) spot.at(name).fail('is a header that the gateway sets itself; leave it out')
    return [lower, headerSecret(text, spot.at(name), keeper)]
  })
  if (read.length === 0) spot.fail('must name at least one header')
  return Object.fromEntries(read)
}

function readSecrets(fields: Readonly<Record<string, string>>, spot: Spot, keeper: SecretKeeper) {
  const read = Object.entries(fields).map(([name, text]) => [name, keeper.secret(text, spot.at(name))] as const)
  if (read.length === 0) spot.fail('must name at least one query field')
  return Object.fromEntries(read)
}

/** A secret that a header carries. */
function headerSecret(text: string, spot: Spot, keeper: SecretKeeper): string {
  const secret = keeper.secret(text, spot)
  return /^[\x20-\x7e]+$/.test(secret) ? secret : spot.fail('must be of printable ASCII, as it is sent in a header')
}

function readOauth1(words: NonNullable<AuthWords['oauth1']>, spot: Spot, keeper: SecretKeeper): ServiceAuth {
  const { consumer_key, consumer_secret, token, token_secret, method = 'HMAC-SHA1' } = words
  if ((token === undefined) !== (token_secret === undefined)) spot.fail('must have token and token_secret together')
  return {
    kind: 'oauth1',
    consumerKey: consumer_key,
    consumerSecret: keeper.secret(consumer_secret, spot.at('consumer_secret')),
    token,
    tokenSecret: token_secret && keeper.secret(token_secret, spot.at('token_secret')),
    method,
  }
}

function readOauth2(words: NonNullable<AuthWords['oauth2']>, spot: Spot, keeper: SecretKeeper): ServiceAuth {
  const url = URL.canParse(words.token_url) ? new URL(words.token_url) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username + url.password + url.hash !== '') {
    return spot.at('token_url').fail('must be an address such as https://login.example.com/token')
  }
  return {
    kind: 'oauth2',
    tokenUrl: url,
    clientId: words.client_id,
    clientSecret: keeper.secret(words.client_secret, spot.at('client_secret')),
    scope: words.scope,
  }
}
