import express from 'express'
import { announce, answerHeaders, checkCall, echoTree, faultTree, keepAlive, readQuery } from './checks.js'
import { createLimits } from './express-limits.js'

/** express with everything switched off that the call does not need; with limits where REDIS_URL says where to count. */
const app = express()
app.disable('x-powered-by')
app.disable('etag')
app.set('query parser', readQuery)

const check = (request, _response, next) => {
  checkCall('test.echo', request.query)
  next()
}
const answer = (request, response) => {
  response.set(answerHeaders).json(echoTree({ echo: request.query.get('echo') }))
}
const { REDIS_URL } = process.env
if (REDIS_URL === undefined) app.get('/api/test.echo', check, answer)
else app.get('/api/test.echo', check, createLimits(REDIS_URL), answer)

// express knows a handler of errors by its four parameters.
app.use((thrown, _request, response, _next) => {
  response.status(200).set(answerHeaders).json(faultTree(thrown))
})

const server = app.listen(0, '127.0.0.1', () => announce(server.address()))
server.keepAliveTimeout = keepAlive
