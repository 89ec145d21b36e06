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
const memberName = fc.constantFrom(...plainNames, ...oddNames)

/** Names of records: anything that XML can carry. PHP makes numbers of names that look like them. */
const recordName = fc
  .oneof(
    memberName,
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

const text = fc.oneof(
  fc.constantFrom('', ' ', '\n', '\r\n', '\t', '<', '&lt;', ']]>', '"', '\0', '\u001f', '\ufffe', '\ud800', '😀', 'é'),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)

/** What is left of a text where XML is the narrowest way. */
function carried(all: string): string {
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
)

/** Every item has the schema of the first, so lists and records hold several values of one kind. */
interface Kind {
  readonly schema: z.ZodType
  /** Several values of the one schema. */
  readonly samples: readonly Sampled[]
}

const scalarKind: fc.Arbitrary<Kind> = fc
  .array(scalar, { minLength: 1, maxLength: 12 })
  .map((all) => all.filter(({ schema }) => sameType(schema, all[0]?.schema)))
  .map((samples) => ({ schema: samples[0]?.schema ?? z.string(), samples }))

function sameType(a: z.ZodType, b: z.ZodType | undefined): boolean {
  return JSON.stringify(z.toJSONSchema(a)) === JSON.stringify(z.toJSONSchema(b ?? a))
}

/** Turns kinds of members into a kind of objects, records or lists. */
const { kind } = fc.letrec<{ kind: Kind }>((tie) => ({
  kind: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalarKind,
    listOf(tie('kind')),
    recordOf(tie('kind')),
    objectOf(tie('kind')),
  ),
}))

function listOf(items: fc.Arbitrary<Kind>): fc.Arbitrary<Kind> {
  return items.chain(({ schema, samples }) => {
    const list = z.array(schema)
    const usable = samples.filter(({ tree }) => tree !== undefined || Array.isArray(tree))
    return fc.array(fc.subarray([...usable]), { minLength: 1, maxLength: 3 }).map((lists) => ({
      schema: list,
      samples: lists.map((chosen) => ({
        schema: list,
        value: chosen.map(({ value }) => value),
        tree: chosen.map(({ tree }) => tree ?? []),
      })),
    }))
  })
}

function recordOf(values: fc.Arbitrary<Kind>): fc.Arbitrary<Kind> {
  return values.chain(({ schema, samples }) => {
    const record = z.record(z.string(), schema)
    const members = fc.uniqueArray(recordName, { maxLength: 4 })
    return fc
      .array(fc.tuple(members, fc.shuffledSubarray([...samples])), { minLength: 1, maxLength: 3 })
      .map((records) => ({
        schema: record,
        samples: records.map(([names, chosen]) =>
          sampleObject(
            record,
            names.flatMap((name, at) => named(name, chosen[at])),
          ),
        ),
      }))
  })
}

const named = (name: string, sample: Sampled | undefined): [string, Sampled][] =>
  sample === undefined ? [] : [[name, sample]]

function objectOf(values: fc.Arbitrary<Kind>): fc.Arbitrary<Kind> {
  return fc
    .tuple(
      fc.uniqueArray(memberName, { minLength: 1, maxLength: 4 }),
      fc.array(values, { minLength: 4, maxLength: 4 }),
      fc.boolean(),
    )
    .chain(([chosenNames, kinds, optional]) => {
      // XML shows a member `content` as the text of its element, where an empty text looks like none.
      const hasEmpty = (at: number) => kinds[at]?.samples.some(({ tree }) => tree === '') === true
      const names = chosenNames.map((name, at) => (name === 'content' && hasEmpty(at) ? 'contents' : name))
      const schemas = names.map((name, at): [string, z.ZodType] => {
        const member = kinds[at]?.schema ?? z.string()
        return [name, optional ? member.nullish() : member]
      })
      const schema = z.object(Object.fromEntries(schemas))
      const samples = fc.tuple(...names.map((_, at) => fc.constantFrom(...(kinds[at]?.samples ?? []))))
      return fc.array(samples, { minLength: 1, maxLength: 3 }).map((all) => ({
        schema,
        samples: all.map((chosen) =>
          sampleObject(
            schema,
            names.flatMap((name, at) => named(name, chosen[at])),
          ),
        ),
      }))
    })
}

function sampleObject(schema: z.ZodType, members: readonly (readonly [string, Sampled])[]): Sampled {
  const shown = members.filter(([, { tree }]) => tree !== undefined && !(Array.isArray(tree) && tree.length === 0))
  return {
    schema,
    value: Object.fromEntries(members.map(([name, { value }]) => [name, value])),
    tree: Object.fromEntries(shown.map(([name, { tree }]) => [name, tree ?? ''])),
  }
}

/** What a method answers: an object, with several values of it. */
export const answers: fc.Arbitrary<{ readonly schema: z.ZodObject; readonly samples: readonly Sampled[] }> = objectOf(
  kind,
)
  .filter(({ samples }) => samples.length > 0)
  .map(({ schema, samples }) => ({ schema: schema instanceof z.ZodObject ? schema : z.object({}), samples }))
