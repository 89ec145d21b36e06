import fc from 'fast-check'
import type { MethodDescription } from '../../src/core/method-spec.js'
import type { Pair } from '../../src/core/pair.js'
import type { ParamSpec } from '../../src/core/schema/params-spec.js'
import { textParams, trimSpace } from '../../src/transports/shared/text-params.js'

/** Whether values come as the schema wants them, or as they like. */
export type Care = 'valid' | 'any'

/**
 * Parameters of a method, made from what its schema says.
 *
 * @param words values that mean something in the stored state
 */
export function paramsOf(
  method: MethodDescription,
  words: readonly string[],
  care: Care,
): fc.Arbitrary<readonly Pair[]> {
  const texts = textParams(method)
  // Among many optional parameters some contradict each other, so that few of them should come together.
  const many = method.params.specs.length > 4
  const parts = method.params.specs.map((spec) => {
    const valid = fitting(method, spec, validValue(spec, words))
    const value = care === 'valid' ? valid : fc.oneof({ weight: 3, arbitrary: valid }, anyText(words))
    const pair = value.map((text): Pair | undefined => {
      if (text === undefined) return undefined
      // Envelopes take white space around other values for the way they are laid out.
      return [spec.name, texts.has(spec.name) ? text : trimSpace(text)]
    })
    return spec.required && care === 'valid'
      ? pair
      : fc.oneof({ weight: many ? 4 : 1, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: pair })
  })
  const pairs = fc.tuple(...parts).map((all) => all.filter((pair) => pair !== undefined))
  return pairs.chain((all) => fc.shuffledSubarray(all, { minLength: all.length })).chain((all) => withTwin(all, care))
}

/** Now and then a parameter comes twice. */
function withTwin(pairs: readonly Pair[], care: Care): fc.Arbitrary<readonly Pair[]> {
  if (care === 'valid' || pairs.length === 0) return fc.constant(pairs)
  const twin = fc.constantFrom(...pairs).map((pair) => [...pairs, pair])
  return fc.oneof({ weight: 15, arbitrary: fc.constant(pairs) }, twin)
}

function validValue(spec: ParamSpec, words: readonly string[]): fc.Arbitrary<string> {
  const { type, minimum = -1000, maximum = 1000 } = spec
  if (spec.enum !== undefined) return fc.constantFrom(...spec.enum.map(String))
  if (type === 'boolean') return fc.constantFrom('0', '1', 'true', 'FALSE')
  if (type === 'integer') return fc.integer({ min: minimum, max: maximum }).map(String)
  if (type === 'number') {
    const short = fc.integer({ min: minimum * 100, max: maximum * 100 }).map((n) => String(n / 100))
    return fc.oneof(short, fc.double({ min: minimum, max: maximum, noNaN: true }).map(String))
  }
  const known = fc.constantFrom(...words)
  if (spec.pattern !== undefined) {
    return fc.oneof({ weight: 4, arbitrary: known }, fc.stringMatching(new RegExp(spec.pattern)))
  }
  if ('list' in spec) return fc.array(fc.oneof(known, ...listed(spec), anyText(words)), { maxLength: 4 }).map(String)
  return fc.oneof({ weight: 4, arbitrary: known }, anyText(words))
}

function listed(spec: ParamSpec): fc.Arbitrary<string>[] {
  return 'words' in spec && Array.isArray(spec.words) ? [fc.constantFrom(...spec.words.map(String))] : []
}

/** A value that the parameter takes by itself; undefined where none was found, since some take very little. */
function fitting({ params }: MethodDescription, { name }: ParamSpec, values: fc.Arbitrary<string>) {
  return fc
    .array(values, { minLength: 8, maxLength: 8 })
    .map((candidates) => candidates.find((value) => params.fits(name, value)))
}

const oddities = [
  '',
  '0',
  '-1',
  '1e3',
  '0x10',
  '99999999999',
  'true ',
  ' ',
  '\n',
  '\r\n',
  '\t',
  '"',
  ',',
  '<',
  '>',
  '&',
  ']]>',
  'é',
  '😀',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '%',
  '+',
  '=',
]

/** Texts that every protocol can carry. */
function anyText(words: readonly string[]): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.constantFrom(...oddities),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.constantFrom(...words),
  )
  return fc.array(unit, { maxLength: 4 }).map((parts) => parts.join(''))
}
