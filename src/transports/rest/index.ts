import type { Gateway } from '../../core/gateway.js'
import { andThen } from '../../core/maybe-promise.js'
import { createBodyWriters } from '../shared/formats/body-writers.js'
import { bareReply } from '../shared/reply.js'
import type { Transport } from '../transport.js'
import { optionsFor } from './call-options.js'
import { type RestReader, readCall } from './read-call.js'
import { allowedVerbs, methodVerbs } from './verbs.js'
import { createReplyWriter, type ReplyDependencies } from './write-reply.js'

/** The dependencies of the REST transport. */
export interface RestDependencies extends RestReader, ReplyDependencies {
  readonly gateway: Gateway
}

/** Creates the REST transport: method and format in the address, parameters in query and body, answers in JSON, XML or PHP. */
export function createRestTransport(dependencies: RestDependencies): Transport {
  const { gateway, cors, dialect } = dependencies
  const writers = createBodyWriters(dialect)
  const { render, reply } = createReplyWriter(dependencies)

  return {
    answer(exchange) {
      const { req, format: word } = exchange
      if (req.method === 'OPTIONS') {
        return bareReply(204, ['Allow', allowedVerbs, ...cors.preflight(req, { verbs: allowedVerbs, headers: [] })])
      }
      const asked = word === '' ? writers.usual : writers.named.get(word)
      const writer = asked ?? writers.usual
      const outcome = gateway.call(
        exchange.client('rest', dialect.name),
        (snapshot) => readCall(exchange, asked !== undefined, snapshot.registryOf(dialect), dependencies),
        (answer) => render(answer, exchange, writer),
        optionsFor(req.method),
      )
      return andThen(outcome, (ended) => reply(exchange, writer, ended, methodVerbs))
    },
  }
}
