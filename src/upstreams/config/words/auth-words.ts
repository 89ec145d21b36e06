import { z } from 'zod'
import { headerName, named, oneOrMore, words } from './words.js'

const secretForm = 'Take ${NAME}, or file:PATH for the text of a file.'

const secret = z.string({ error: 'must be a text; take ${NAME} or file:PATH' }).min(1, 'must not be empty')

const text = z.string({ error: 'must be a text' }).min(1, 'must not be empty')

const pem = z.string({ error: 'must be the path of a file in PEM' }).min(1, 'must not be empty')

const oauth1 = words({
  consumer_key: text.describe('The key that the service gave the gateway.'),
  consumer_secret: secret.describe(`Its secret. ${secretForm}`),
  token: text.optional().describe('The token, where the service wants one.'),
  token_secret: secret.optional().describe(`The secret of the token. ${secretForm}`),
  method: z
    .enum(['HMAC-SHA1', 'HMAC-SHA256', 'PLAINTEXT'], { error: 'must be HMAC-SHA1, HMAC-SHA256 or PLAINTEXT' })
    .optional()
    .describe('The signature method; HMAC-SHA1 by default.'),
}).describe('Signs requests by OAuth 1.0a (RFC 5849).')

const oauth2 = words({
  token_url: text.describe('The address of the token endpoint.'),
  client_id: text.describe('The id of the gateway there.'),
  client_secret: secret.describe(`Its secret. ${secretForm}`),
  scope: text.optional().describe('The scopes to ask for, with spaces between them.'),
}).describe('Gets a token by client credentials of OAuth 2 (RFC 6749 section 4.4) and renews it.')

/** The schema of `auth`: exactly one of its words. */
export const authWords = words({
  basic: z
    .tuple([text, secret], { error: 'must be [USER, PASSWORD]' })
    .optional()
    .describe(`User and password of Basic authentication. ${secretForm}`),
  bearer: secret.optional().describe(`A bearer token. ${secretForm}`),
  header: named(secret, headerName, 'the name of a header').optional().describe(`Headers with keys. ${secretForm}`),
  query: named(secret, /^[^\s&=#]{1,128}$/, 'the name of a query field')
    .optional()
    .describe(`Query fields with keys. ${secretForm}`),
  client_cert: words({
    cert: pem.describe('The file of the certificate, in PEM.'),
    key: pem.describe('The file of its private key, in PEM, or ${NAME} with the text of one.'),
  })
    .optional()
    .describe('A client certificate for TLS.'),
  oauth1: oauth1.optional(),
  oauth2: oauth2.optional(),
}).describe('The credentials of the gateway towards the service: exactly one of these words.')

/** The credentials as the file has them. */
export type AuthWords = z.output<typeof authWords>

/** The schema of a list of hosts. */
export const hosts = oneOrMore(
  z.string().regex(/^(?:[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]+\]?)$/, 'must be a host such as api.example.com'),
  'a host such as api.example.com',
)
