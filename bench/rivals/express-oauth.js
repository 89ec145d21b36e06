import { createHmac } from 'node:crypto'
import express from 'express'
import OAuth from 'oauth-1.0a'
import { announce, answerHeaders, compareSignatures, echoTree, faultTree, keepAlive, readQuery } from './checks.js'
import { useNonce } from './nonces.js'
import { checkClaim, readAuthorization } from './oauth-checks.js'

/** express with everything switched off that the call does not need; oauth-1.0a makes the signature again. */
const app = express()
app.disable('x-powered-by')
app.disable('etag')
app.set('query parser', readQuery)

const signer = new OAuth({
  consumer: { key: process.env.BENCH_KEY, secret: process.env.BENCH_SECRET },
  signature_method: 'HMAC-SHA1',
  hash_function: (text, key) => createHmac('sha1', key).update(text).digest('base64'),
})

app.get('/api/test.echo', async (request, response) => {
  const params = request.query
  const parameters = readAuthorization(request.get('authorization'))
  const { secrets, use } = checkClaim(parameters)
  const { oauth_signature: given, ...spoken } = Object.fromEntries(parameters)
  const url = `${request.protocol}://${request.get('host')}${request.path}`
  const signed = { method: request.method, url, data: Object.fromEntries(params) }
  compareSignatures(signer.getSignature(signed, secrets.token, spoken), given)
  await useNonce(use)
  response.set(answerHeaders).json(echoTree({ echo: params.get('echo') }))
})

// express knows a handler of errors by its four parameters.
app.use((thrown, _request, response, _next) => {
  response.status(200).set(answerHeaders).json(faultTree(thrown))
})

const server = app.listen(0, '127.0.0.1', () => announce(server.address()))
server.keepAliveTimeout = keepAlive
