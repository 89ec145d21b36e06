/** The steps that the check of one value may take: about a tenth of a second. */
const mostSteps = 20_000_000

/** The length of a value without `maxLength`, in letters: that of a large body. */
const longestText = 1_000_000

/** The longest pattern, in letters. */
const longestPattern = 1_000

/** The cost of a part of a pattern. */
interface Cost {
  /** The letters that it matches without its unbounded repetitions. */
  readonly letters: number
  /** The ways in which its bounded repetitions and alternatives can match. */
  readonly ways: number
  /** The number of unbounded repetitions. */
  readonly unbounded: number
}

const nothing: Cost = { letters: 0, ways: 1, unbounded: 0 }
const single: Cost = { letters: 1, ways: 1, unbounded: 0 }

/**
 * Whether a pattern of a foreign description is a regular expression whose check takes bounded time for every value (ReDoS). It has no
 * reference to groups, and no repeated group with a variable number of ways to match.
 *
 * @param maxLength the longest value that is checked, in letters
 */
export function isSafePattern(pattern: string, maxLength = longestText): boolean {
  if (pattern.length > longestPattern || !isRegExp(pattern)) return false
  const cost = new PatternReader(pattern).read()
  if (cost === undefined) return false
  const isAnchored = pattern.startsWith('^') && !hasTopAlternative(pattern)
  const length = Math.min(maxLength, longestText) + 1
  const steps = cost.letters + cost.ways * length ** cost.unbounded
  return steps * (isAnchored ? 1 : length) <= mostSteps
}

function isRegExp(pattern: string): boolean {
  for (const flags of ['u', '']) {
    try {
      new RegExp(pattern, flags)
      return true
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause
    }
  }
  return false
}

/** Whether `^` may belong to one alternative only. */
function hasTopAlternative(pattern: string): boolean {
  return pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\((?:\\.|[^()\\])*\)/gs, '').includes('|')
}

/** An escape, a class, or a single character. */
const atom = /\\(?:u\{[0-9a-fA-F]+\}|[pP]\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\]|[^()|]/suy
const quantifier = /([*+?]|\{(\d+)(,(\d*))?\})\??/y
const groupStart = /\((?:\?(?::|<[A-Za-z_$][\w$]*>))?/y

/** Reads the cost of a pattern; gives up, with undefined, where it cannot be bounded. */
class PatternReader {
  readonly #pattern: string
  #at = 0

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  read(): Cost | undefined {
    const cost = this.#alternatives()
    return this.#at === this.#pattern.length ? cost : undefined
  }

  #alternatives(): Cost | undefined {
    let sum: Cost | undefined
    do {
      const one = this.#sequence()
      if (one === undefined) return undefined
      sum =
        sum === undefined
          ? one
          : {
              letters: sum.letters + one.letters,
              ways: sum.ways + one.ways,
              unbounded: Math.max(sum.unbounded, one.unbounded),
            }
    } while (this.#take(/\|/y) !== undefined)
    return sum
  }

  #sequence(): Cost | undefined {
    let whole = nothing
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#pattern[this.#at] ?? '')) {
      const part = this.#repeated()
      if (part === undefined) return undefined
      whole = {
        letters: whole.letters + part.letters,
        ways: whole.ways * part.ways,
        unbounded: whole.unbounded + part.unbounded,
      }
    }
    return whole
  }

  #repeated(): Cost | undefined {
    const inner = this.#part()
    if (inner === undefined) return undefined
    const found = this.#take(quantifier)
    if (found === undefined) return inner
    const [, mark = '', from = '', , to = ''] = found
    const isFixed = mark.startsWith('{') && !mark.includes(',')
    const isVariable = inner.ways > 1 || inner.unbounded > 0
    if (mark === '?') return { ...inner, ways: inner.ways + 1 }
    if (isVariable) return undefined
    if (isFixed) return { ...inner, letters: inner.letters * Number(from) }
    if (mark === '*' || mark === '+' || to === '') return { ...inner, unbounded: 1 }
    return { letters: inner.letters * Number(to), ways: Number(to) - Number(from) + 1, unbounded: 0 }
  }

  #part(): Cost | undefined {
    if (this.#pattern[this.#at] !== '(') {
      const [text] = this.#take(atom) ?? []
      return text === undefined || /^\\[1-9k]/.test(text) ? undefined : single
    }
    this.#take(groupStart)
    // Assertions begin with `?`, which no sequence does.
    if (this.#pattern[this.#at] === '?') return undefined
    const inner = this.#alternatives()
    return this.#take(/\)/y) === undefined ? undefined : inner
  }

  #take(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.#at
    const found = form.exec(this.#pattern) ?? undefined
    this.#at += found?.[0].length ?? 0
    return found
  }
}
