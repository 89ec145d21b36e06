/** A rate limit: calls per window. Windows of seconds, minutes and hours slide, that of a day is fixed. */
export interface Limit {
  /** How many calls. */
  readonly count: number
  /** The length of the window in seconds. */
  readonly window: number
  /**
   * A sliding window refills evenly, call by call, and allows a burst of `count` at rest (GCRA). A fixed one refills
   * whole at midnight UTC.
   */
  readonly sliding: boolean
}

const windows: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/**
 * Reads limits such as `50/s,1000/m,100000/d`; `0` and an empty text are no limits.
 *
 * @throws TypeError that names the first invalid one
 */
export function parseLimits(text: string): readonly Limit[] {
  const words = text.split(',').map((word) => word.trim())
  if (words.length === 1 && (words[0] === '' || words[0] === '0')) return []
  return words.map(parseLimit)
}

/** Formats limits for {@link parseLimits}. */
export function formatLimits(limits: readonly Limit[]): string {
  const unit = (window: number) => Object.keys(windows).find((name) => windows[name] === window)
  return limits.map(({ count, window }) => `${count}/${unit(window)}`).join(',') || '0'
}

function parseLimit(word: string): Limit {
  const [, digits = '', unit = ''] = /^([1-9]\d{0,8})\/([smhd])$/.exec(word) ?? []
  const window = windows[unit]
  if (window === undefined) throw new TypeError(`${word} is no limit such as 50/s, 1000/m, 20000/h or 100000/d`)
  return { count: Number(digits), window, sliding: unit !== 'd' }
}
