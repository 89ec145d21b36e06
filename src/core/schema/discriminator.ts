import type { JsonSchema } from './json-schema.js'

/** Restricts the discriminator property of a branch to the values that `mapping` gives it, or to the name of its schema. */
export function withTag(
  branch: JsonSchema,
  $ref: string,
  { propertyName, mapping = {} }: NonNullable<JsonSchema['discriminator']>,
): JsonSchema {
  const property = branch.properties?.[propertyName]
  if (property === undefined || property.enum !== undefined || property.const !== undefined) return branch
  const mapped = Object.entries(mapping).filter(([, target]) => target === $ref || target === nameOf($ref))
  const words = mapped.length > 0 ? mapped.map(([word]) => word) : [nameOf($ref)]
  return {
    ...branch,
    properties: { ...branch.properties, [propertyName]: { ...property, type: 'string', enum: words } },
    required: [...(branch.required ?? []), propertyName],
  }
}

/** The last segment of a reference. */
export function nameOf($ref: string): string {
  return $ref.slice($ref.lastIndexOf('/') + 1)
}
