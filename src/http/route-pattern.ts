/** The names that a capture may have. */
export type CaptureName = 'method' | 'format'

/** A segment of a pattern: a literal, or a capture that matches any segment. */
export type Segment = { readonly literal: string } | { readonly capture: CaptureName }

/** A parsed path pattern. */
export interface RoutePattern {
  readonly segments: readonly Segment[]
  /** Whether any further segments match: the pattern ends in `*`. */
  readonly open: boolean
}

/**
 * Parses a path pattern: literal segments, `{method}` and `{format}`, and an optional `*` at the end.
 *
 * @throws TypeError that names a malformed pattern
 */
export function readPattern(path: string): RoutePattern {
  if (!path.startsWith('/')) throw new TypeError(`The route ${path} must begin with a slash`)
  const texts = path === '/' ? [] : path.slice(1).split('/')
  const open = texts.at(-1) === '*'
  const segments = (open ? texts.slice(0, -1) : texts).map((text) => readSegment(text, path))
  const captures = segments.flatMap((segment) => ('capture' in segment ? [segment.capture] : []))
  if (new Set(captures).size < captures.length) throw new TypeError(`The route ${path} captures the same name twice`)
  return { segments, open }
}

function readSegment(text: string, path: string): Segment {
  if (text === '{method}') return { capture: 'method' }
  if (text === '{format}') return { capture: 'format' }
  if (text === '' || /[{}*]/.test(text)) {
    throw new TypeError(
      `The route ${path} has the segment ${JSON.stringify(text)}; it takes literal segments, {method}, {format}, and * at its end`,
    )
  }
  return { literal: text }
}

/** Whether some path matches both patterns. */
export function overlap(one: RoutePattern, other: RoutePattern): boolean {
  const [shorter, longer] = one.segments.length <= other.segments.length ? [one, other] : [other, one]
  if (longer.segments.length > shorter.segments.length && !shorter.open) return false
  return shorter.segments.every((segment, index) => {
    const counterpart = longer.segments[index]
    if (counterpart === undefined || !('literal' in segment) || !('literal' in counterpart)) return true
    return segment.literal === counterpart.literal
  })
}

/**
 * Splits a path into segments. Empty segments are dropped.
 *
 * @param maximum the number of segments to find; the rest of the path is not read
 */
export function segmentsOf(path: string, maximum: number): string[] {
  const segments: string[] = []
  let start = 1
  while (start < path.length && segments.length < maximum) {
    const slash = path.indexOf('/', start)
    const end = slash === -1 ? path.length : slash
    if (end > start) segments.push(path.slice(start, end))
    start = end + 1
  }
  return segments
}
