import { findRef } from '../../src/core/schema/find-ref.js'
import type { JsonSchema } from '../../src/core/schema/json-schema.js'

/** How deep samples go where they need not. */
const depthLimit = 4

const texts: Readonly<Record<string, string>> = {
  'date-time': '2026-01-02T03:04:05Z',
  date: '2026-01-02',
  time: '03:04:05Z',
  duration: 'P1D',
  email: 'ada@shop.example',
  uuid: '7b0f6a1e-53a4-4d5c-9d4e-0c2f5d1c9a11',
  uri: 'https://shop.example/a?b=c',
  'uri-reference': '/a',
  url: 'https://shop.example/a?b=c',
  hostname: 'shop.example',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  byte: 'aGVsbG8=',
  regex: '^a$',
}

/** A value that a schema allows, with all members that it declares. @param document what `$ref`s refer to */
export function sampleOf(schema: JsonSchema, document: unknown, depth = 0): unknown {
  if (schema.$ref !== undefined) return sampleOf(findRef(document, schema.$ref), document, depth + 1)
  const words = schema.const === undefined ? schema.enum : [schema.const]
  if (words !== undefined) return words.find((word) => word !== null)
  const { allOf, oneOf, anyOf } = schema
  if (allOf !== undefined) {
    const { allOf: _, ...own } = schema
    const parts = [...allOf, own].map((part) => sampleOf(part, document, depth))
    const objects = parts.filter((part) => typeof part === 'object' && part !== null)
    return objects.length > 0 ? Object.assign({}, ...objects) : parts.find((part) => part !== undefined)
  }
  const [branch] = (oneOf ?? anyOf ?? []).filter(({ type }) => type !== 'null')
  if (branch !== undefined) {
    const inner = sampleOf(branch, document, depth)
    const { oneOf: _, anyOf: __, ...own } = schema
    const common = schema.properties === undefined ? undefined : sampleOf(own, document, depth)
    const tag = tagOf(schema, branch)
    return common === undefined && tag === undefined ? inner : Object.assign({}, common, inner, tag)
  }
  return ofType(schema, document, depth)
}

/** The member that tells the branch of a union. */
function tagOf({ discriminator }: JsonSchema, { $ref = '' }: JsonSchema): object | undefined {
  if (discriminator === undefined) return undefined
  const name = $ref.slice($ref.lastIndexOf('/') + 1)
  const [word = name] =
    Object.entries(discriminator.mapping ?? {}).find(([, target]) => target === $ref || target === name) ?? []
  return { [discriminator.propertyName]: word }
}

function ofType(schema: JsonSchema, document: unknown, depth: number): unknown {
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.find((one) => one !== 'null')
  if (type === 'object' || (type === undefined && schema.properties !== undefined))
    return objectOf(schema, document, depth)
  if (type === 'array' || (type === undefined && schema.items !== undefined)) return listOf(schema, document, depth)
  if (type === 'integer' || type === 'number') return numberOf(schema, type)
  if (type === 'boolean') return true
  return type === 'string' ? textOf(schema) : 'any'
}

function objectOf(schema: JsonSchema, document: unknown, depth: number): unknown {
  const required = new Set(schema.required)
  const members = Object.entries(schema.properties ?? {}).filter(([name]) => depth < depthLimit || required.has(name))
  const rest = schema.additionalProperties
  return {
    ...Object.fromEntries(members.map(([name, member]) => [name, sampleOf(member, document, depth + 1)])),
    ...(typeof rest === 'object' && depth < depthLimit && { extra: sampleOf(rest, document, depth + 1) }),
  }
}

/** One item: lists of more are in the differential test, and one is also what a comma-separated text can say in every envelope. */
function listOf({ items, minItems = 1 }: JsonSchema, document: unknown, depth: number): unknown {
  if (depth >= depthLimit && minItems <= 1) return []
  const item = typeof items === 'object' ? items : {}
  return Array.from({ length: Math.max(minItems, 1) }, () => sampleOf(item, document, depth + 1))
}

function numberOf({ minimum, maximum }: JsonSchema, type: string): number {
  const usual = type === 'integer' ? 7 : 2.5
  if (minimum !== undefined && usual <= minimum) return minimum + 1
  return maximum !== undefined && usual >= maximum ? maximum - 1 : usual
}

function textOf({ format, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: JsonSchema): string {
  const text = texts[format ?? ''] ?? 'é & <text>'
  return text.padEnd(minLength, 'x').slice(0, maxLength)
}
