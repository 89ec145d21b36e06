import fc from 'fast-check'
import { z } from 'zod'
import { file } from '../../src/core/files/file-result.js'
import { jsonTree, type Tree } from '../cases/trees.js'
import { carried, type Kind, memberName, recordName, type Sampled, scalarKind, text } from './arbitrary-scalars.js'

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

/** One of two objects: told apart by a word, or by a member that only one of them needs. */
function unionOf(values: fc.Arbitrary<Kind>): fc.Arbitrary<Kind> {
  return fc.tuple(values, values, scalarKind, fc.boolean()).chain(([first, second, shared, isTagged]) => {
    const own = [first, second]
    const branches = own.map(({ schema }, branch) => {
      const more = { [`own${branch}`]: schema.nullish(), shared: shared.schema }
      return isTagged ? { ...more, $tag: z.literal(`branch ${branch}`) } : { [`only${branch}`]: z.string(), ...more }
    })
    const [left, right] = branches.map((shape) => z.object(shape))
    if (left === undefined || right === undefined) throw new Error('a union has two branches')
    const schema: z.ZodType = isTagged ? z.discriminatedUnion('$tag', [left, right]) : z.union([left, right])
    const sample = fc.constantFrom(0, 1).chain((branch) => {
      const name: [string, Sampled] = [isTagged ? '$tag' : `only${branch}`, textSample(`branch ${branch}`)]
      return fc
        .tuple(fc.constantFrom(...(own[branch]?.samples ?? [])), fc.constantFrom(...shared.samples))
        .map(([mine, ours]) => sampleObject(schema, [['shared', ours], [`own${branch}`, mine], name]))
    })
    return fc.array(sample, { minLength: 1, maxLength: 3 }).map((samples) => ({ schema, samples }))
  })
}

function textSample(value: string): Sampled {
  return { schema: z.string(), value, tree: value }
}

/** Nodes that hold nodes, as one, in lists and in records. */
function recursiveOf(values: fc.Arbitrary<Kind>): fc.Arbitrary<Kind> {
  return values.chain(({ schema: label, samples: labels }) => {
    const schema: z.ZodType = z.object({
      label,
      get next() {
        return schema.optional()
      },
      get nodes() {
        return z.array(schema).optional()
      },
      get named() {
        return z.record(z.string(), schema).optional()
      },
    })
    const leaf = fc.constantFrom(...labels).map((mine) => sampleObject(schema, [['label', mine]]))
    const { node } = fc.letrec<{ node: Sampled }>((tie) => ({
      node: fc.oneof({ maxDepth: 3 }, leaf, nodeOf(schema, labels, tie('node'))),
    }))
    return fc.array(node, { minLength: 1, maxLength: 3 }).map((samples) => ({ schema, samples }))
  })
}

function nodeOf(schema: z.ZodType, labels: readonly Sampled[], inner: fc.Arbitrary<Sampled>): fc.Arbitrary<Sampled> {
  const named = fc.tuple(recordName, inner).map((member) => sampleObject(schema, [member]))
  return fc
    .tuple(fc.constantFrom(...labels), fc.option(inner), fc.array(inner, { maxLength: 2 }), fc.option(named))
    .map(([mine, next, nodes, others]) =>
      sampleObject(schema, [
        ['label', mine],
        ...(next === null ? [] : [['next', next] as const]),
        ['nodes', listSample(nodes)],
        ...(others === null ? [] : [['named', others] as const]),
      ]),
    )
}

function listSample(samples: readonly Sampled[]): Sampled {
  const schema = z.array(z.any())
  return { schema, value: samples.map(({ value }) => value), tree: samples.map(({ tree }) => tree ?? []) }
}

/** Any values of JSON but an empty object, which PHP does not tell from an empty list, and a null that stands alone, which is as if absent. */
const anyKind: fc.Arbitrary<Kind> = fc
  .array(
    fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.integer(),
        fc.constantFrom(9007199254740991, -0.5, 0.25, true, false),
        fc.array(fc.option(tie('value')), { maxLength: 3 }),
        fc
          .dictionary(recordName, fc.option(tie('value')), { minKeys: 1, maxKeys: 3 })
          .map((members) => ({ ...members })),
      ),
    })).value,
    { minLength: 1, maxLength: 4 },
  )
  .map((values) => {
    const schema = z.any()
    return { schema, samples: values.map((value) => ({ schema, value, tree: carriedTree(jsonTree(value)) })) }
  })

function carriedTree(tree: Tree): Tree {
  if (typeof tree === 'string') return carried(tree)
  if (Array.isArray(tree)) return tree.map(carriedTree)
  return Object.fromEntries(Object.entries(tree).map(([name, part]) => [name, carriedTree(part)]))
}

function sampleObject(schema: z.ZodType, members: readonly (readonly [string, Sampled])[]): Sampled {
  const shown = members.filter(([, member]) => member.tree !== undefined && !isEmptyList(member))
  return {
    schema,
    value: Object.fromEntries(members.map(([name, { value }]) => [name, value])),
    tree: Object.fromEntries(shown.map(([name, { tree }]) => [name, tree ?? ''])),
  }
}

/** Files, whose bytes every protocol shows as base64; a stream that can be read anew stands for all streams. */
const fileKind: fc.Arbitrary<Kind> = fc
  .array(fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.boolean()), { minLength: 1, maxLength: 4 })
  .map((files) => {
    const schema = file()
    const samples = files.map(([bytes, isStream]) => {
      const content = isStream ? { [Symbol.asyncIterator]: () => halves(bytes) } : bytes
      return {
        schema,
        value: { contentType: 'application/octet-stream', content },
        tree: Buffer.from(bytes).toString('base64'),
      }
    })
    return { schema, samples }
  })

async function* halves(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const middle = bytes.length >> 1
  yield bytes.subarray(0, middle)
  yield bytes.subarray(middle)
}

/** Turns kinds of members into a kind of objects, records or lists. */
const { kind } = fc.letrec<{ kind: Kind }>((tie) => ({
  kind: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalarKind,
    listOf(tie('kind')),
    recordOf(tie('kind')),
    objectOf(tie('kind')),
    unionOf(tie('kind')),
    recursiveOf(tie('kind')),
    anyKind,
    fileKind,
  ),
}))

/** Declared lists are absent where they are empty; those that are any value stay. */
function isEmptyList({ schema, tree }: Sampled): boolean {
  return schema instanceof z.ZodArray && Array.isArray(tree) && tree.length === 0
}

/** What a method answers: mostly an object, else a bare list or scalar, with several values of it. */
export const answers: fc.Arbitrary<Kind> = fc
  .oneof(
    { weight: 4, arbitrary: objectOf(kind) },
    unionOf(kind),
    recursiveOf(kind),
    scalarKind.map(bare('value')),
    listOf(kind).map(bare('items')),
  )
  .filter(({ samples }) => samples.length > 0)

/** What stands in an answer for a value that is no object. */
function bare(name: string): (kind: Kind) => Kind {
  return ({ schema, samples }) => ({
    schema,
    samples: samples.map((sample) => ({ ...sample, tree: sampleObject(schema, [[name, sample]]).tree })),
  })
}
