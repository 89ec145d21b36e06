import type { Requirements } from '../../../core/method-spec.js'
import type { CacheSettings, HttpOperation } from '../../http/operation.js'
import type { Spot } from '../file/source.js'

/** What the rules for a method depend on. */
export type RuledMethod = Pick<
  HttpOperation,
  'writes' | 'needs' | 'cache' | 'probe' | 'params' | 'files' | 'result'
> & {
  /** Whether everyone may share answers although the method needs a permission. */
  readonly public: boolean
}

/** Says where something is wrong. */
export type Refuse = (word: string, what: string) => never

/** A {@link Refuse} for the words of a method. */
export function refuseAt(spot: Spot): Refuse {
  return (word, what) => spot.at(word).fail(what)
}

/**
 * Checks what the words of a method must not be together.
 *
 * @throws what `refuse` throws
 */
export function checkMethod(method: RuledMethod, refuse: Refuse): void {
  const { writes, needs, cache, probe, params, files } = method
  if (cache !== undefined) checkCache(cache, method, refuse)
  else if (method.public) refuse('public', 'is about cached answers, but there is no cache; leave it out')
  const isBare = (params.required ?? []).length === 0 && !files.some(({ required }) => required)
  if (probe && (writes || !isBare)) refuse('probe', 'must be a read without required parameters; choose another method')
  if (needs.key === false && (needs.token === true || needs.signature === true)) {
    refuse('needs', 'must not be without a key where a token or a signature is needed')
  }
}

function checkCache(cache: CacheSettings, method: RuledMethod, refuse: Refuse): void {
  const { writes, needs, files, result, public: isPublic } = method
  if (writes) refuse('cache', 'is for reads, but the method writes; leave it out, or say write: false')
  // Files are streamed from and to the service, so that nothing of them is there to compare or to keep.
  if (files.length > 0) refuse('cache', 'is for methods without files, but the method takes one; leave it out')
  if (result.content === 'binary') refuse('cache', 'is for answers that are no files; leave it out')
  if (cache.per === 'everyone' && hasPermission(needs) && !isPublic) {
    refuse(
      'cache',
      'must be per: caller, as the method needs a permission; if its answers are for everyone, say public: true',
    )
  }
}

function hasPermission({ permission }: Requirements): boolean {
  return Object.keys(permission ?? {}).length > 0
}
