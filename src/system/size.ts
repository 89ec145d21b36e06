/** The form of sizes, for messages. */
export const sizeForm = 'a size such as 200 MB'

/**
 * Reads a number of bytes with an optional unit: `200 MB`, `1GiB`, `1048576`. Units are powers of 1024.
 *
 * @returns undefined for any other text
 */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)\s*(?:([KMG])i?)?B?$/i.exec(text.trim())
  if (match === null) return undefined
  const power = { k: 1, m: 2, g: 3 }[match[2]?.toLowerCase() ?? ''] ?? 0
  return Math.floor(Number(match[1]) * 1024 ** power)
}
