/** The value of the Allow header. */
export const allowedVerbs = 'GET, HEAD, POST, OPTIONS'

const callVerbs: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'POST'])

/** Whether calls may use this verb; OPTIONS is answered without a call. */
export function isCallVerb(verb: string | undefined): boolean {
  return callVerbs.has(verb)
}
