import { z } from 'zod'
import { decimalNumber, flagWord, isTrue, splitList, wholeNumber } from './read-text.js'

/** The method's own codes for a missing and for an invalid parameter; 123 without them. */
export interface ParamFault {
  readonly missing?: number
  readonly invalid?: number
}

/** The metadata of a parameter that the helpers below add to its zod schema. */
export interface ParamMeta {
  readonly [key: string]: unknown
  readonly fault?: ParamFault
  /** An empty value is passed on, to clear a setting, instead of counting as absent. */
  readonly emptyClears?: boolean
  readonly description?: string
}

/** Free text. */
export const text = (meta: ParamMeta = {}) => z.string().meta(meta)

/** An identifier: a decimal number, kept as text. */
export const id = (meta: ParamMeta = {}) =>
  z
    .string()
    .regex(/^[0-9]{1,19}$/)
    .meta({ ...meta })

/** A comma-separated list; quotes keep a phrase with commas together. Empty items are dropped. */
export const csv = (meta: ParamMeta = {}) =>
  z
    .string()
    .transform(splitList)
    .meta({ ...meta, list: 'csv' })

/** A comma-separated list of words; unknown ones are ignored. */
export const words = <const Word extends string>(known: readonly Word[], meta: ParamMeta = {}) => {
  const isKnown = (word: string): word is Word => known.some((one) => one === word)
  return z
    .string()
    .transform((value) => splitList(value).filter(isKnown))
    .meta({ ...meta, list: 'csv', words: known })
}

/** One of a closed set of words. */
export const choice = <const Word extends string>(allowed: readonly [Word, ...Word[]], meta: ParamMeta = {}) =>
  z.enum(allowed).meta({ ...meta })

/** A flag: 0, 1, true or false in any case. */
export const flag = (meta: ParamMeta = {}) =>
  z
    .string()
    .regex(flagWord)
    .transform(isTrue)
    .meta({ ...meta, type: 'boolean', pattern: undefined })

/** An integer within bounds: decimal digits with an optional sign. */
export const int = ({ min, max, ...meta }: ParamMeta & { min?: number; max?: number } = {}) =>
  z
    .string()
    .regex(wholeNumber)
    .transform(Number)
    .refine((value) => Number.isSafeInteger(value) && value >= (min ?? -Infinity) && value <= (max ?? Infinity))
    .meta({ ...meta, ...bounds(min, max), type: 'integer', pattern: undefined })

/** An integer that is clamped to its bounds instead of refused: page numbers and page sizes. */
export const clamped = ({ min, max, ...meta }: ParamMeta & { min: number; max: number }) =>
  z
    .string()
    .regex(/^[+-]?[0-9]+$/)
    .transform((value) => Math.min(max, Math.max(min, Number(value))))
    .meta({ ...meta, ...bounds(min, max), type: 'integer', pattern: undefined })

/** A finite decimal within bounds, spelt as xs:decimal or as a double, with any number of digits. */
export const decimal = ({ min, max, ...meta }: ParamMeta & { min?: number; max?: number } = {}) =>
  z
    .string()
    .regex(decimalNumber)
    .transform(Number)
    .refine((value) => Number.isFinite(value) && value >= (min ?? -Infinity) && value <= (max ?? Infinity))
    .meta({ ...meta, ...bounds(min, max), type: 'number', pattern: undefined })

function bounds(min: number | undefined, max: number | undefined): { minimum?: number; maximum?: number } {
  return { ...(min !== undefined && { minimum: min }), ...(max !== undefined && { maximum: max }) }
}
