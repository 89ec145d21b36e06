import fc from 'fast-check'
import { z } from 'zod'
import { carried, memberName, recordName, text } from './arbitrary-scalars.js'

/** A schema of a parameter, with values as a handler gets them. */
export interface ParamKind {
  readonly schema: z.ZodType
  readonly values: readonly unknown[]
}

const kindOf = (schema: z.ZodType, value: fc.Arbitrary<unknown>): fc.Arbitrary<ParamKind> =>
  fc.array(value, { minLength: 1, maxLength: 3 }).map((values) => ({ schema, values }))

const words = ['one', 'two words', '<three>'] as const
const carriedText = text.map(carried)

const scalarKind = fc.oneof(
  kindOf(z.string(), carriedText),
  kindOf(z.boolean(), fc.boolean()),
  kindOf(z.int(), fc.integer()),
  kindOf(z.number(), fc.constantFrom(0.1, -2.5, 1e21, 5e-7, 12)),
  kindOf(z.int64(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  kindOf(z.iso.date(), fc.constantFrom('2026-01-31', '1999-12-01')),
  kindOf(z.iso.datetime(), fc.constantFrom('2026-01-31T12:00:00Z', '1999-12-01T00:00:00.5Z')),
  kindOf(z.enum(words), fc.constantFrom(...words)),
)

const anyKind = kindOf(
  z.any(),
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      carriedText,
      fc.integer(),
      fc.constantFrom(9007199254740991, -0.5, true, false),
      fc.array(fc.option(tie('value')), { maxLength: 3 }),
      fc.dictionary(safeName(), fc.option(tie('value')), { maxKeys: 3 }).map((members) => ({ ...members })),
    ),
  })).value,
)

/** Names that no call may hold are refused at every depth. */
function safeName(): fc.Arbitrary<string> {
  return recordName.filter((name) => !['constructor', 'prototype'].includes(name))
}

const inside = fc.letrec<{ kind: ParamKind }>((tie) => ({
  kind: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    scalarKind,
    anyKind,
    objectOf(tie('kind')),
    recordOf(tie('kind')),
    listOf(tie('kind')),
    unionOf(tie('kind')),
    recursiveOf(tie('kind')),
  ),
})).kind

function objectOf(kinds: fc.Arbitrary<ParamKind>): fc.Arbitrary<ParamKind> {
  const name = memberName.filter((one) => one !== 'constructor')
  return fc
    .tuple(fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), fc.array(kinds, { minLength: 4, maxLength: 4 }))
    .chain(([names, members]) => {
      const schema = z.object(Object.fromEntries(names.map((each, at) => [each, members[at]?.schema ?? z.string()])))
      const values = names.map((_, at) => fc.constantFrom(...(members[at]?.values ?? [])))
      return kindOf(
        schema,
        fc.tuple(...values).map((chosen) => Object.fromEntries(names.map((each, at) => [each, chosen[at]]))),
      )
    })
}

function recordOf(kinds: fc.Arbitrary<ParamKind>): fc.Arbitrary<ParamKind> {
  return kinds.chain(({ schema, values }) => {
    const members = fc.dictionary(safeName(), fc.constantFrom(...values), { maxKeys: 3 })
    return kindOf(
      z.record(z.string(), schema),
      members.map((each) => ({ ...each })),
    )
  })
}

function listOf(kinds: fc.Arbitrary<ParamKind>, minLength = 0): fc.Arbitrary<ParamKind> {
  return kinds.chain(({ schema, values }) =>
    kindOf(z.array(schema), fc.array(fc.constantFrom(...values), { minLength, maxLength: 3 })),
  )
}

function unionOf(kinds: fc.Arbitrary<ParamKind>): fc.Arbitrary<ParamKind> {
  return fc.tuple(kinds, kinds, fc.boolean()).chain(([first, second, isTagged]) => {
    const [left, right] = [first, second].map(({ schema }, branch) =>
      isTagged
        ? z.object({ type: z.literal(`branch ${branch}`), [`own${branch}`]: schema })
        : z.object({ [`own${branch}`]: schema, [`only${branch}`]: z.string() }),
    )
    if (left === undefined || right === undefined) throw new Error('a union has two branches')
    const schema: z.ZodType = isTagged ? z.discriminatedUnion('type', [left, right] as never) : z.union([left, right])
    const value = fc.constantFrom(0, 1).chain((branch) =>
      fc.constantFrom(...(branch === 0 ? first : second).values).map((own) => ({
        [`own${branch}`]: own,
        ...(isTagged ? { type: `branch ${branch}` } : { [`only${branch}`]: 'x' }),
      })),
    )
    return kindOf(schema, value)
  })
}

function recursiveOf(kinds: fc.Arbitrary<ParamKind>): fc.Arbitrary<ParamKind> {
  return kinds.chain(({ schema: label, values }) => {
    const schema: z.ZodType = z.object({
      label,
      get next() {
        return schema.optional()
      },
      get nodes() {
        return z.array(schema)
      },
    })
    const labels = fc.constantFrom(...values)
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        labels.map((mine) => ({ label: mine, nodes: [] })),
        fc
          .tuple(labels, fc.option(tie('node')), fc.array(tie('node'), { maxLength: 2 }))
          .map(([mine, next, nodes]) => ({ label: mine, nodes, ...(next !== null && { next }) })),
      ),
    }))
    return kindOf(schema, node)
  })
}

/** What a parameter may be: a tree. Of lists at the top SOAP does not tell an empty one from none. */
export const treeParams: fc.Arbitrary<ParamKind> = fc.oneof(
  objectOf(inside),
  recordOf(inside),
  listOf(fc.oneof(objectOf(inside), listOf(inside), unionOf(inside), anyKind), 1),
  unionOf(inside),
  recursiveOf(inside),
  anyKind,
)
