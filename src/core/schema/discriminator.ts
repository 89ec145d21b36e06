import type { JsonSchema } from './json-schema.js'

/** A branch in which the member that names it has the words that the description maps to it. */
export function tagged(
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

/** The name that a reference ends in. */
export function nameOf($ref: string): string {
  return $ref.slice($ref.lastIndexOf('/') + 1)
}
