/** How a scalar is written where everything is text: flags as 1 and 0, numbers in plain decimal. */
export function scalarText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      return decimalText(value)
    case 'boolean':
      return value ? '1' : '0'
    case 'bigint':
      return value.toString()
    default:
      throw new TypeError(`a result holds a ${typeof value} where a scalar is declared`)
  }
}

/** A number in plain decimal: its shortest text that reads back as the same double, the exponent written out. */
function decimalText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('a result holds a number that is not finite')
  const text = String(value)
  const [, sign = '', whole = '', fraction = '', exponent] = scientific.exec(text) ?? []
  if (exponent === undefined) return text
  const digits = whole + fraction
  const point = 1 + Number(exponent)
  // String writes exponents for very small and for very large numbers only, which have no fraction.
  return point > 0 ? sign + digits.padEnd(point, '0') : `${sign}0.${'0'.repeat(-point)}${digits}`
}

/** How JavaScript writes a number with an exponent. */
const scientific = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/

/** The members of a value that is declared as an object. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw new TypeError('a result lacks an object that is declared')
  return value
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** The items of a value that is declared as a list. */
export function itemsOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('a result lacks a list that is declared')
  return value
}
