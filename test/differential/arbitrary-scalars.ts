import fc from 'fast-check'
import { z } from 'zod'
import type { Tree } from '../cases/trees.js'

/** A schema with a value that fits it, and the tree that every protocol must show for the value. */
export interface Sampled {
  readonly schema: z.ZodType
  readonly value: unknown
  /** Undefined where nothing shows: an absent member, or an empty list. */
  readonly tree: Tree | undefined
}

/** Names that elements can have, and that something else might take for its own. */
const plainNames = [
  'a',
  'id',
  'name',
  'value',
  'type',
  'item',
  'entry',
  'method',
  'code',
  'status',
  'at',
  'content',
  'xml',
]
const oddNames = ['é', 'a-b', 'a.b', '_', 'Ωμέγα', '日本語', 'a·b', 'constructor', 'toString']
/** Names that no element has, so that XML and XML-RPC show them otherwise. */
const escapedNames = ['$filter', '1a', 'out put', 'x:y']
const xmlName = fc.constantFrom(...plainNames, ...oddNames)
export const memberName = fc.constantFrom(...plainNames, ...oddNames, ...escapedNames)

/** Names of records: anything that XML can carry. PHP makes numbers of names that look like them. */
export const recordName = fc
  .oneof(
    xmlName,
    fc.constantFrom(
      '',
      ' ',
      '<b>',
      'out put',
      'a/><evil x="1"/><b',
      ']]>',
      '&amp;',
      '"',
      "'",
      'a:b',
      '\n',
      '\r',
      '\t',
      '1a',
      'xmlns',
    ),
    fc.string({ unit: 'grapheme', maxLength: 8 }).map(carried),
  )
  .filter((name) => !/^-?\d+$/.test(name) && name !== '__proto__')

export const text = fc.oneof(
  fc.constantFrom('', ' ', '\n', '\r\n', '\t', '<', '&lt;', ']]>', '"', '\0', '\u001f', '\ufffe', '\ud800', '😀', 'é'),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)

/** What is left of a text where XML is the narrowest way. */
export function carried(all: string): string {
  return all.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
}

/** Decimals with their text. */
const decimals: readonly (readonly [number, string])[] = [
  [0.1, '0.1'],
  [-0, '0'],
  [5e-7, '0.0000005'],
  [-1.5e-10, '-0.00000000015'],
  [1e21, '1000000000000000000000'],
  [-1.25e22, '-12500000000000000000000'],
  [2.2944999999999998, '2.2944999999999998'],
]

/** Bounds that a schema has of its own say that an integer may leave 32 bits. */
const wide = 2 ** 53 - 2

/** Of at most 24 digits, since xmllint knows no longer ones. */
const exactDecimal = z.string().meta({ format: 'decimal' })
const words = ['one', 'two words', '<three>'] as const

const scalar: fc.Arbitrary<Sampled> = fc.oneof(
  text.map((value) => ({ schema: z.string(), value, tree: carried(value) })),
  fc.boolean().map((value) => ({ schema: z.boolean(), value, tree: value ? '1' : '0' })),
  fc.integer().map((value) => ({ schema: z.int(), value, tree: String(value) })),
  fc
    .integer({ min: -wide, max: wide })
    .map((value) => ({ schema: z.int().min(-wide).max(wide), value, tree: BigInt(value).toString() })),
  fc
    .integer({ min: -5_000_000_000, max: 5_000_000_000 })
    .map((value) => ({ schema: z.int().max(5_000_000_000), value, tree: String(value) })),
  fc.constantFrom(...decimals).map(([value, tree]) => ({ schema: z.number(), value, tree })),
  fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => {
    const value = `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
    return { schema: z.iso.datetime(), value, tree: value }
  }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).chain((value) =>
    fc.constantFrom<unknown[]>(value, String(value)).map((given) => ({
      schema: z.int64(),
      value: given,
      tree: String(value),
    })),
  ),
  fc
    .constantFrom<[unknown, string][]>(
      ['0.10', '0.10'],
      ['-123456789012345678.00001', '-123456789012345678.00001'],
      [1.5, '1.5'],
      [10n ** 22n, `1${'0'.repeat(22)}`],
    )
    .map(([value, tree]) => ({ schema: exactDecimal, value, tree })),
  fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => {
    const value = date.toISOString().slice(0, 10)
    return { schema: z.iso.date(), value, tree: value }
  }),
  fc.uint8Array({ maxLength: 9 }).chain((bytes) => {
    const tree = Buffer.from(bytes).toString('base64')
    return fc.constantFrom<unknown[]>(bytes, tree).map((value) => ({ schema: z.base64(), value, tree }))
  }),
  fc.constantFrom(...words).map((value) => ({ schema: z.enum(words), value, tree: value })),
)

/** Every item has the schema of the first, so lists and records hold several values of one kind. */
export interface Kind {
  readonly schema: z.ZodType
  /** Several values of the one schema. */
  readonly samples: readonly Sampled[]
}

export const scalarKind: fc.Arbitrary<Kind> = fc
  .array(scalar, { minLength: 1, maxLength: 12 })
  .map((all) => all.filter(({ schema }) => sameType(schema, all[0]?.schema)))
  .map((samples) => ({ schema: samples[0]?.schema ?? z.string(), samples }))

function sameType(a: z.ZodType, b: z.ZodType | undefined): boolean {
  const described = (schema: z.ZodType) =>
    JSON.stringify([schema.def.type, z.toJSONSchema(schema, { unrepresentable: 'any' })])
  return described(a) === described(b ?? a)
}
