import { z } from 'zod'
import { isFileSchema } from '../files/file-result.js'
import { fileInParams } from './read-scalar.js'

/** Converts the text of a parameter to the input of its schema; unreadable text is passed through for the schema to refuse. */
export type ReadText = (text: string) => unknown

/** An integer: decimal digits with an optional sign; a double is exact up to 2^53. */
export const wholeNumber = /^[+-]?[0-9]{1,16}$/
/** An integer of 64 bits, signed or unsigned. */
const longNumber = /^[+-]?[0-9]{1,20}$/
/** A decimal number as xs:decimal and the text of a double spell it (XML Schema part 2, sections 3.2.3 and 3.2.5). */
export const decimalNumber = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/
/** A boolean, in any case. */
export const flagWord = /^(?:0|1|true|false)$/i

/** Parses a {@link flagWord}. */
export const isTrue = (word: string): boolean => word === '1' || word.toLowerCase() === 'true'

const asText: ReadText = (text) => text
const asDecimal: ReadText = (text) => (decimalNumber.test(text) ? Number(text) : text)
const asInteger: ReadText = (text) => (wholeNumber.test(text) ? Number(text) : text)
const asBigInt: ReadText = (text) => (longNumber.test(text) ? BigInt(text.replace('+', '')) : text)
const asFlag: ReadText = (text) => (flagWord.test(text) ? isTrue(text) : text)

/**
 * Compiles the conversion of text to the input of a schema.
 *
 * @throws TypeError with the reason, where the schema accepts no text
 */
export function textReader(schema: z.core.$ZodType): ReadText {
  const inner = unwrapped(schema)
  if (inner !== undefined) return textReader(inner)
  if (takesText(schema)) return asText
  if (schema instanceof z.core.$ZodEnum) return wordReader(Object.values(schema._zod.def.entries))
  if (schema instanceof z.core.$ZodLiteral) return wordReader(schema._zod.def.values)
  if (schema instanceof z.core.$ZodNumber && schema._zod.def.coerce !== true) return numberReader(schema)
  if (schema instanceof z.core.$ZodBigInt && schema._zod.def.coerce !== true) return asBigInt
  if (schema instanceof z.core.$ZodBoolean && schema._zod.def.coerce !== true) return asFlag
  if (schema instanceof z.core.$ZodArray) return listReader(schema._zod.def.element)
  if (schema instanceof z.core.$ZodUnion && schema._zod.def.options.every((one) => textReader(one) === asText))
    return asText
  return refuse(schema)
}

/** Whether a schema is of trees: neither a scalar nor a list of scalars. */
export function isTree(schema: z.core.$ZodType): boolean {
  const inner = schema instanceof z.core.$ZodLazy ? schema._zod.def.getter() : unwrapped(schema)
  if (inner !== undefined) return isTree(inner)
  if (schema instanceof z.core.$ZodArray) return isTree(schema._zod.def.element) || isList(schema._zod.def.element)
  if (schema instanceof z.core.$ZodUnion) return schema._zod.def.options.every(isTree)
  return (
    schema instanceof z.core.$ZodObject ||
    schema instanceof z.core.$ZodRecord ||
    schema instanceof z.core.$ZodAny ||
    schema instanceof z.core.$ZodUnknown
  )
}

/** Whether a parameter is a comma-separated list of scalars. */
export function isList(schema: z.core.$ZodType): boolean {
  const inner = unwrapped(schema)
  return inner === undefined ? schema instanceof z.core.$ZodArray : isList(inner)
}

function refuse(schema: z.core.$ZodType): never {
  if (isFileSchema(schema)) throw new TypeError(fileInParams)
  const { type } = schema._zod.def
  const coerced = 'coerce' in schema._zod.def && schema._zod.def.coerce === true
  throw new TypeError(
    coerced
      ? `coerces its text, which reads '' as 0 and 0x10 as 16; leave coerce out`
      : `takes a value of zod's type ${type}; use a string, number, boolean, enum, object, record or a list of those`,
  )
}

/** Whether a schema takes the text unconverted: a string, or a transformation before another schema. */
function takesText(schema: z.core.$ZodType): boolean {
  return (
    schema instanceof z.core.$ZodString ||
    schema instanceof z.core.$ZodTemplateLiteral ||
    (schema instanceof z.core.$ZodPipe && schema._zod.def.in instanceof z.core.$ZodTransform)
  )
}

/** The inner schema of a wrapper that does not change the input type. */
export function unwrapped(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.core.$ZodPipe) {
    return schema._zod.def.in instanceof z.core.$ZodTransform ? undefined : schema._zod.def.in
  }
  const wraps =
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodNullable ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault ||
    schema instanceof z.core.$ZodNonOptional ||
    schema instanceof z.core.$ZodReadonly ||
    schema instanceof z.core.$ZodCatch
  return wraps ? schema._zod.def.innerType : undefined
}

function numberReader(schema: z.core.$ZodNumber): ReadText {
  return z.toJSONSchema(schema).type === 'integer' ? asInteger : asDecimal
}

/** Reads an enum; its numbers are matched by their digits. */
function wordReader(words: readonly unknown[]): ReadText {
  const odd = words.find((word) => typeof word !== 'string' && typeof word !== 'number')
  if (odd !== undefined || words.includes(undefined)) {
    throw new TypeError(`takes the word ${odd}, which no text can be; use strings and numbers`)
  }
  if (words.every((word) => typeof word === 'string')) return asText
  const byText = new Map(words.map((word) => [String(word), word]))
  return (text) => byText.get(text) ?? text
}

function listReader(element: z.core.$ZodType): ReadText {
  if (isList(element)) throw new TypeError('takes a list of lists, which no comma-separated text can be')
  const read = textReader(element)
  return (text) => splitList(text).map(read)
}

/** Splits at commas outside double quotes, trims, and drops quotes and empty items. */
export function splitList(value: string): string[] {
  const items = value.match(/(?:"[^"]*"|[^,"]|")+/g) ?? []
  return items
    .map((item) =>
      item
        .trim()
        .replace(/^"([^"]*)"$/, '$1')
        .trim(),
    )
    .filter((item) => item !== '')
}
