/** A check of something without which calls cannot be answered. */
export interface ReadinessCheck {
  readonly name: string
  /** @returns what is wrong, for operators; undefined where nothing is. May reject where a server cannot be reached. */
  check(): Promise<string | undefined>
}

/** The failing checks: what is wrong, by the name of the check. */
export type Missing = Readonly<Record<string, string>>

/** The timeout of a check, in milliseconds. */
const TIMEOUT = 1000

/** The time to live of a result, in milliseconds: the endpoint is public, and each run costs a query. */
const CACHE_TTL = 500

const unreachable = 'cannot be reached'

/** Creates a function that runs all checks and returns the failing ones. It never rejects. */
export function createReadiness(checks: readonly ReadinessCheck[]): () => Promise<Missing> {
  const runs = checks.map((check) => [check.name, oneAtATime(check)] as const)
  const runAll = async (): Promise<Missing> => {
    const results = await Promise.all(runs.map(async ([name, run]) => [name, await run()] as const))
    return Object.fromEntries(results.flatMap(([name, problem]) => (problem === undefined ? [] : [[name, problem]])))
  }
  let cached: { readonly at: number; readonly missing: Promise<Missing> } | undefined
  return () => {
    const now = performance.now()
    if (cached === undefined || now - cached.at > CACHE_TTL) cached = { at: now, missing: runAll() }
    return cached.missing
  }
}

/** Runs a check with a timeout. While a run is pending no other one starts, so that they do not accumulate. */
function oneAtATime(check: ReadinessCheck): () => Promise<string | undefined> {
  let pending: Promise<string | undefined> | undefined
  const run = async () => {
    try {
      return await check.check()
    } catch {
      return unreachable
    } finally {
      pending = undefined
    }
  }
  return async () => {
    pending ??= run()
    let timer: NodeJS.Timeout | undefined
    const timedOut = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(unreachable), TIMEOUT)
    })
    return Promise.race([pending, timedOut]).finally(() => clearTimeout(timer))
  }
}
