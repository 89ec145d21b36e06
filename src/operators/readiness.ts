/** Something without which calls cannot be answered. */
export interface ReadinessCheck {
  readonly name: string
  /** Tells what is wrong in words for operators, undefined where nothing is; may reject where it cannot be reached. */
  check(): Promise<string | undefined>
}

/** What is missing, by the names of the needs, with the words of each; empty where nothing is. */
export type Missing = Readonly<Record<string, string>>

/** How long a need may take to answer, in milliseconds. */
const TIMEOUT = 1000

/** How long an answer is believed, in milliseconds: anybody may ask as often as they like, and each look costs a query. */
const CACHE_TTL = 500

const away = 'cannot be reached'

/** Makes the function that tells what is missing. It never rejects. */
export function createReadiness(needs: readonly ReadinessCheck[]): () => Promise<Missing> {
  const looks = needs.map((need) => [need.name, oneAtATime(need)] as const)
  const look = async (): Promise<Missing> => {
    const found = await Promise.all(looks.map(async ([name, ask]) => [name, await ask()] as const))
    return Object.fromEntries(found.flatMap(([name, wrong]) => (wrong === undefined ? [] : [[name, wrong]])))
  }
  let last: { readonly at: number; readonly missing: Promise<Missing> } | undefined
  return () => {
    const now = performance.now()
    if (last === undefined || now - last.at > CACHE_TTL) last = { at: now, missing: look() }
    return last.missing
  }
}

/** Asks a need with patience. One that does not answer is not asked again before it did, so that nothing heaps up. */
function oneAtATime(need: ReadinessCheck): () => Promise<string | undefined> {
  let asking: Promise<string | undefined> | undefined
  const ask = async () => {
    try {
      return await need.check()
    } catch {
      return away
    } finally {
      asking = undefined
    }
  }
  return async () => {
    asking ??= ask()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(away), TIMEOUT)
    })
    return Promise.race([asking, late]).finally(() => clearTimeout(timer))
  }
}
