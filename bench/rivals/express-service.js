import { Agent } from 'node:http'
import express from 'express'
import { createProxyMiddleware } from 'http-proxy-middleware'
import { announce, answerHeaders, faultTree, keepAlive } from './checks.js'
import { connections, itemPath, splitUrl, timeout } from './item-checks.js'

/** express with `http-proxy-middleware`, which passes the answer on as it comes. */
const app = express()
app.disable('x-powered-by')
app.disable('etag')
app.set('query parser', false)

const proxy = createProxyMiddleware({
  target: process.env.BENCH_SERVICE,
  agent: new Agent({ keepAlive: true, maxSockets: connections }),
  proxyTimeout: timeout,
  on: {
    proxyReq: (request) => request.removeHeader('x-api-key'),
    proxyRes: (answer) => {
      answer.headers = { ...answerHeaders, 'content-length': answer.headers['content-length'] }
    },
  },
})

app.get('/rpc/shop.item', (request, response, next) => {
  request.url = itemPath(request.headers['x-api-key'], splitUrl(request.url)[1])
  return proxy(request, response, next)
})

// express knows a handler of errors by its four parameters.
app.use((thrown, _request, response, _next) => {
  response.status(200).set(answerHeaders).json(faultTree(thrown))
})

const server = app.listen(0, '127.0.0.1', () => announce(server.address()))
server.keepAliveTimeout = keepAlive
