import type { BreakerSettings } from '../../client/upstream-client.js'
import type { Spot } from '../file/source.js'
import type { FaultOverride, MethodOverride } from '../method-override.js'
import { inheritBreaker } from '../service/read-target.js'
import type { MethodWords } from '../words/method-words.js'
import { readNeeds } from './read-needs.js'

/** Words that make sense only where the method is written in the file. */
const ofWritten = ['params', 'query', 'body', 'headers', 'result'] as const

/**
 * Reads what the file says of an imported operation.
 *
 * @param breaker what the method's own breaker inherits
 * @throws UpstreamsError where it says what the description says
 */
export function readOverride(name: string, words: MethodWords, spot: Spot, breaker: BreakerSettings): MethodOverride {
  if (words.call !== undefined) {
    spot
      .at('call')
      .fail('belongs to a method written here, which a service with openapi cannot have; give it a service of its own')
  }
  const wrong = ofWritten.find((word) => words[word] !== undefined)
  if (wrong !== undefined) spot.at(wrong).fail('is what the description says of the operation; leave it out')
  return { name, place: spot.place, ...readFacts(words, spot, breaker), answer: words.answer }
}

/** What the file can say of any method. */
export type MethodFacts = Omit<MethodOverride, 'name' | 'place' | 'answer'>

/** Reads the words that written and imported methods share. Absent ones stay undefined. */
export function readFacts(words: MethodWords, spot: Spot, breaker: BreakerSettings): MethodFacts {
  const { needs, cache, limits } = words
  return {
    summary: words.summary,
    notes: words.notes,
    deprecated: words.deprecated,
    writes: words.write,
    needs: needs && readNeeds(needs, spot.at('needs')),
    limits: limits && {
      ...(limits.user !== undefined && { user: limits.user }),
      ...(limits.app !== undefined && { app: limits.app }),
    },
    timeout: words.timeout,
    retries: words.retries,
    idempotent: words.idempotent,
    breaker: words.breaker && inheritBreaker(words.breaker, breaker),
    cache: cache && { for: cache.for, per: cache.per ?? 'caller' },
    public: words.public,
    strict: words.strict,
    probe: words.probe,
    faults: readFaults(words.errors ?? {}, spot.at('errors')),
  }
}

function readFaults(words: NonNullable<MethodWords['errors']>, spot: Spot): readonly FaultOverride[] {
  return Object.entries(words).map(([status, { code, title, detail = false }]) => {
    return { status, code, title, detail, where: spot.at(status).where }
  })
}
