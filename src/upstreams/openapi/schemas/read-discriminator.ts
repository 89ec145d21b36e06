import type { JsonSchema } from '../../../core/schema/json-schema.js'
import { isRawObject, itemsOf, membersOf, type RawObject } from '../raw.js'

/** The discriminator of a union, with a value for each of its branches. */
export type Discriminator = NonNullable<JsonSchema['discriminator']>

/**
 * Reads the discriminator of a union (OpenAPI 3.1, "Discriminator Object"): a value that `mapping` does not name is the name of a schema.
 *
 * @param hasBranches whether it is one of a union
 * @param referenceTo finds the new reference for the target of a mapping or of a branch
 */
export function readDiscriminator(
  raw: RawObject,
  hasBranches: boolean,
  referenceTo: (target: string) => string | undefined,
): Discriminator | undefined {
  const { discriminator } = raw
  if (!hasBranches || !isRawObject(discriminator)) return undefined
  const { propertyName } = discriminator
  if (typeof propertyName !== 'string') return undefined
  const mapping = new Map<string, string>()
  for (const [word, target] of membersOf(discriminator['mapping'])) {
    const $ref = typeof target === 'string' ? referenceTo(target) : undefined
    if ($ref !== undefined) mapping.set(word, $ref)
  }
  const mapped = new Set(mapping.values())
  for (const branch of [...itemsOf(raw['oneOf']), ...itemsOf(raw['anyOf'])]) {
    const target = isRawObject(branch) && typeof branch['$ref'] === 'string' ? branch['$ref'] : undefined
    const $ref = target === undefined ? undefined : referenceTo(target)
    if (target !== undefined && $ref !== undefined && !mapped.has($ref)) {
      mapping.set(target.slice(target.lastIndexOf('/') + 1), $ref)
    }
  }
  return { propertyName, mapping: Object.fromEntries(mapping) }
}
