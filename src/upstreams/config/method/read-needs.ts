import type { Requirements } from '../../../core/method-spec.js'
import { type GrantingLevel, levels } from '../../../core/permissions.js'
import type { Spot } from '../file/source.js'

/**
 * Reads what a call needs. An empty list asks for nothing, not even a key.
 *
 * @param words of the form that `needsWords` checks
 * @throws UpstreamsError where a permission is needed without a token, which holds it, or one kind is named twice
 */
export function readNeeds(words: readonly string[], spot: Spot): Requirements {
  if (words.length === 0) return { key: false }
  const permission: Record<string, GrantingLevel> = {}
  for (const [index, word] of words.entries()) {
    const [kind = '', name] = word.split('=')
    const level = levels.find((one) => one === name)
    if (level === undefined || level === 'none') continue
    if (Object.hasOwn(permission, kind)) spot.at(index).fail('names its kind a second time; leave one of them')
    if (!words.includes('token'))
      spot.at(index).fail('needs a token too, which holds the permission; add token to the list')
    permission[kind] = level
  }
  return {
    ...(words.includes('signature') && { signature: true }),
    ...(words.includes('token') && { token: true }),
    ...(Object.keys(permission).length > 0 && { permission }),
  }
}
