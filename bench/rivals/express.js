import express from 'express'
import { announce, answerHeaders, checkCall, echoTree, faultTree, keepAlive, readQuery } from './checks.js'

/** express with everything switched off that the call does not need. */
const app = express()
app.disable('x-powered-by')
app.disable('etag')
app.set('query parser', readQuery)

app.get('/api/test.echo', (request, response) => {
  const params = request.query
  checkCall('test.echo', params)
  response.set(answerHeaders).json(echoTree({ echo: params.get('echo') }))
})

// express knows a handler of errors by its four parameters.
app.use((thrown, _request, response, _next) => {
  response.status(200).set(answerHeaders).json(faultTree(thrown))
})

const server = app.listen(0, '127.0.0.1', () => announce(server.address()))
server.keepAliveTimeout = keepAlive
