import replyFrom from '@fastify/reply-from'
import Fastify from 'fastify'
import { announce, answerHeaders, Fault, faultTree, findApplication, keepAlive, readQuery } from './checks.js'
import { pathOf, poolOptions } from './item-checks.js'

/** fastify with `@fastify/reply-from`, which passes the answer on as it comes. */
const server = Fastify({ keepAliveTimeout: keepAlive, routerOptions: { querystringParser: parseQuery } })
await server.register(replyFrom, { base: process.env.BENCH_SERVICE, undici: poolOptions })
server.setErrorHandler((thrown, _request, reply) => reply.code(200).headers(answerHeaders).send(faultTree(thrown)))

/** A parser that throws would end the process, so what it refuses waits for the handler. */
function parseQuery(query) {
  try {
    return { params: readQuery(query) }
  } catch (refused) {
    return { refused }
  }
}

/** The headers of the gateway in place of those of the service. */
const rewriteHeaders = ({ 'content-length': length }) => ({ ...answerHeaders, 'content-length': length })

server.get('/rpc/shop.item', (request, reply) => {
  const { params, refused } = request.query
  if (refused !== undefined) throw refused
  const key = request.headers['x-api-key']
  if (key === undefined) throw new Fault(100, 'API key missing')
  findApplication(key)
  return reply.from(pathOf(params), { rewriteHeaders, rewriteRequestHeaders, queryString: () => '' })
})

/** The key is for the gateway alone. */
function rewriteRequestHeaders(_request, { 'x-api-key': _key, ...others }) {
  return others
}

await server.listen({ port: 0, host: '127.0.0.1' })
announce(server.server.address())
