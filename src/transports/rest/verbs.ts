/** The verbs that an address takes. */
export interface AddressVerbs {
  /** Whether calls may use a verb; OPTIONS is answered without a call. */
  takes(verb: string | undefined): boolean
  /** Gives the value of the Allow header. */
  allowed(): string
}

/** The verbs of addresses that name methods. */
export const allowedVerbs = 'GET, HEAD, POST, OPTIONS'

const callVerbs: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'POST'])

/** Whether calls may use this verb at an address that names a method. */
export function isCallVerb(verb: string | undefined): boolean {
  return callVerbs.has(verb)
}

/** The verbs of every method at the address that names it. */
export const methodVerbs: AddressVerbs = { takes: isCallVerb, allowed: () => allowedVerbs }
