/** A header with parameters, such as `form-data; name="a"`. */
export interface HeaderValue {
  /** The value before the parameters, in lower case. */
  readonly value: string
  /** By their names in lower case, `*` included. */
  readonly params: ReadonlyMap<string, string>
}

const paramName = /([^\s=;,"]+)[ \t]*=[ \t]*/y
const quoted = /"((?:[^"\\]|\\.)*)"[ \t]*/sy
const bySemicolons = { gap: /[ \t;]*/y, unquoted: /[^;"][^;]*|/y, end: /;|$/y } as const
const byCommas = { gap: /[ \t;,]*/y, unquoted: /[^;"](?:[^;,]|,(?![ \t]|$))*|/y, end: /[;,]|$/y } as const

/**
 * Parses a header with parameters (RFC 9110 section 5.6.6), with the deviations of real clients: an unquoted value may
 * contain anything but semicolons, a backslash escapes only quotes and backslashes, and a comma may follow the value, in
 * which case commas separate the parameters.
 *
 * @returns undefined for invalid syntax or a repeated parameter
 */
export function readHeaderValue(text: string): HeaderValue | undefined {
  const [value = ''] = /^[^;,]*/.exec(text) ?? []
  const { gap, unquoted, end } = text[value.length] === ',' ? byCommas : bySemicolons
  const params = new Map<string, string>()
  let at = value.length
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text) ?? undefined
    if (found !== undefined) at = pattern.lastIndex
    return found
  }
  for (take(gap); at < text.length; take(gap)) {
    const name = take(paramName)?.[1]?.toLowerCase()
    if (name === undefined || params.has(name)) return undefined
    const content = take(quoted)?.[1]?.replace(/\\(["\\])/g, '$1') ?? take(unquoted)?.[0].trim()
    if (content === undefined || take(end) === undefined) return undefined
    params.set(name, content)
  }
  return { value: value.trim().toLowerCase(), params }
}
