import Fastify from 'fastify'
import { announce, answerHeaders, checkCall, echoTree, faultTree, keepAlive, readQuery } from './checks.js'
import { registerLimits } from './fastify-limits.js'

/** fastify as its users write it: a schema for the query, one for the answer, the checks in a preHandler; with limits where REDIS_URL says where to count. */
const text = { type: 'string' }
const schema = {
  querystring: {
    type: 'object',
    properties: { api_key: text, api_sig: text, auth_token: text, echo: text },
    required: ['echo'],
  },
  response: {
    200: {
      type: 'object',
      properties: {
        api: { type: 'object', properties: { status: text, at: text, code: text, message: text } },
        echo: text,
      },
    },
  },
}

/** A parser that throws would end the process, so what it refuses waits for the hook. */
const refused = Symbol('refused')

function parseQuery(query) {
  try {
    return Object.fromEntries(readQuery(query))
  } catch (thrown) {
    return { [refused]: thrown, echo: '' }
  }
}

const server = Fastify({ keepAliveTimeout: keepAlive, routerOptions: { querystringParser: parseQuery } })
server.setErrorHandler((thrown, _request, reply) => reply.code(200).headers(answerHeaders).send(faultTree(thrown)))
const { REDIS_URL } = process.env
const count = REDIS_URL === undefined ? undefined : await registerLimits(server, REDIS_URL)
server.route({
  method: 'GET',
  url: '/api/test.echo',
  schema,
  preHandler: async (request, reply) => {
    if (request.query[refused]) throw request.query[refused]
    checkCall('test.echo', new Map(Object.entries(request.query)))
    if (count !== undefined) reply.headers(await count(request))
  },
  handler: (request, reply) => reply.headers(answerHeaders).send(echoTree(request.query)),
})

await server.listen({ port: 0, host: '127.0.0.1' })
announce(server.server.address())
