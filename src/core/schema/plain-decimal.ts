/**
 * Formats a finite number in plain decimal, without an exponent: the shortest digits that parse to the same double.
 *
 * @throws TypeError where the number is not finite
 */
export function plainDecimal(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('a number that is not finite has no decimal digits')
  const text = String(value)
  if (!text.includes('e')) return text
  const [, sign = '', whole = '', fraction = '', exponent = ''] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? []
  const digits = whole + fraction
  const point = whole.length + Number(exponent)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return `${sign}${digits.padEnd(point, '0')}`
}
