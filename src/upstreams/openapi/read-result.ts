import type { HttpVerb, ResultTemplate } from '../http/operation.js'
import type { OperationDraft } from './draft.js'
import { chooseMedia, essence, isBinary, streamed } from './media-types.js'
import { membersOf, type RawObject } from './raw.js'
import { Refusal } from './refusal.js'

const nothing: ResultTemplate = { schema: undefined, content: 'none', member: undefined }

/**
 * Reads the result of an operation: the answer with the lowest status of success that has a content.
 *
 * @param responses the answers by status
 * @throws Refusal for an answer that never ends, and for redirects
 */
export function readResult(responses: RawObject, verb: HttpVerb, draft: OperationDraft): ResultTemplate {
  if (verb === 'HEAD') return nothing
  const answer = successOf(responses, draft)
  const media = chooseMedia(answer?.['content'])
  if (media === undefined) return nothing
  if (streamed.has(essence(media.type))) throw new Refusal(`answers with a stream of events (${media.type})`)
  const schema = media.raw['schema']
  switch (media.encoding) {
    case 'json':
      return readJson(schema, draft)
    case 'text':
      return { schema: { type: 'string' }, content: 'text', member: undefined }
    case 'xml':
      draft.onDegraded(`answers with ${media.type}, which is given as a text`)
      return { schema: { type: 'string' }, content: 'text', member: undefined }
    default:
      return { ...nothing, content: 'binary' }
  }
}

function readJson(schema: unknown, draft: OperationDraft): ResultTemplate {
  const clean = draft.cleaner.clean(schema, draft.at('answer', 'answer'))
  const isFile = isBinary(draft.document.follow(schema))
  return isFile ? { ...nothing, content: 'binary' } : { schema: clean, content: 'json', member: undefined }
}

/**
 * The answer that counts as success: of the lowest status from 200 to 299, then `2XX`, then `default`.
 *
 * @throws Refusal where there are redirects only
 */
function successOf(responses: RawObject, { document }: OperationDraft): RawObject | undefined {
  const successes = membersOf(responses).filter(([status]) => /^2(?:\d\d|XX)$/i.test(status))
  const answers = successes.map(([, value]) => document.follow(value))
  const best = answers.find(({ content }) => chooseMedia(content) !== undefined) ?? answers[0]
  if (best !== undefined) return best
  const others = membersOf(responses).flatMap(([status]) => (/^[13]/.test(status) ? [status] : []))
  if (others.length > 0) throw new Refusal(`answers with ${others.join(', ')} only, which is not followed`)
  return document.follow(responses['default'])
}
