import type { RoutePart } from '../method-route.js'

/**
 * A segment that holds parameters, such as `{base}...{head}`. The texts surround the parameters: there is one more of them. Of
 * several ways to divide a segment, the one with the shortest first values counts.
 */
export interface SegmentPattern {
  readonly texts: readonly string[]
  readonly params: readonly string[]
}

/**
 * Splits a path into its segments: a literal, or a pattern.
 *
 * @throws TypeError with the reason, where the path cannot be one
 */
export function segmentsOf(path: readonly RoutePart[]): readonly (string | SegmentPattern)[] {
  const [first] = path
  if (first === undefined) return []
  if (typeof first !== 'string' || !first.startsWith('/')) throw new TypeError('must begin with a slash')
  const segments: RoutePart[][] = []
  for (const part of path) {
    if (typeof part !== 'string') segments.at(-1)?.push(part)
    else {
      const [rest = '', ...texts] = part.split('/')
      if (rest !== '') segments.at(-1)?.push(decoded(rest))
      for (const text of texts) segments.push(text === '' ? [] : [decoded(text)])
    }
  }
  return segments.map(readSegment)
}

/** Whether a path can be that of a route: two parameters have a text between them, and texts are encoded rightly. */
export function isRoutePath(path: readonly RoutePart[]): boolean {
  try {
    segmentsOf(path)
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new TypeError(`has broken percent-encoding in ${text}`)
  }
}

function readSegment(parts: readonly RoutePart[]): string | SegmentPattern {
  const texts = ['']
  const params: string[] = []
  for (const part of parts) {
    if (typeof part === 'string') texts.push(`${texts.pop() ?? ''}${part}`)
    else {
      if (params.length > 0 && texts.at(-1) === '') throw new TypeError(`has no text before {${part.param}}`)
      params.push(part.param)
      texts.push('')
    }
  }
  return params.length === 0 ? (texts[0] ?? '') : { texts, params }
}

/** The values of the parameters in a segment; undefined where it does not match. */
export function matchSegment({ texts }: SegmentPattern, segment: string): readonly string[] | undefined {
  const [first = ''] = texts
  if (!segment.startsWith(first)) return undefined
  const values: string[] = []
  let start = first.length
  for (const [index, text] of texts.slice(1).entries()) {
    const isLast = index === texts.length - 2
    // A value has at least one letter, where it is not the whole segment.
    const end = isLast ? segment.length - text.length : segment.indexOf(text, start + 1)
    if (end < start || (isLast && !segment.endsWith(text))) return undefined
    values.push(segment.slice(start, end))
    start = end + text.length
  }
  return values
}
