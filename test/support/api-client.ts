import { signApi } from '../../src/core/auth/api-sig.js'
import type { Pair } from '../../src/core/pair.js'
import { ipernity as dialect } from '../../src/dialects/ipernity/index.js'

/** An application, and for whom it calls, in the words of the command line's `--json`. */
export interface Identity {
  readonly api_key: string
  readonly secret: string
  readonly auth_token?: string
}

/** What a call sends beside its credentials. */
export interface Sent {
  readonly params?: Readonly<Record<string, string>>
  readonly file?: Blob
  readonly format?: 'json' | 'xml' | 'php'
}

/** An answer as clients read it: a tree of text. */
// biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of many shapes
export type Answer = any

/** The pairs of a call, or of a login link (`method` empty), with key, token and signature. */
export function signedPairs(who: Identity, method: string, params: Readonly<Record<string, string>> = {}): Pair[] {
  const token: Pair[] = who.auth_token === undefined ? [] : [['auth_token', who.auth_token]]
  const pairs: Pair[] = [['api_key', who.api_key], ...token, ...Object.entries(params)]
  return [...pairs, ['api_sig', signApi({ dialect, pairs, method }, who.secret)]]
}

/** The path and query of a login link, signed over its fields without a method. */
export function loginLink({ api_key, secret }: Identity, fields: Readonly<Record<string, string>>): string {
  const pairs = signedPairs({ api_key, secret }, '', fields)
  return `/apps/authorize?${new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value]))}`
}

/** Calls a method by signed POST and gives the text of the answer. */
export async function callText(url: string, who: Identity, method: string, sent: Sent = {}): Promise<string> {
  const form = new FormData()
  for (const [name, value] of signedPairs(who, method, sent.params)) form.append(name, value)
  if (sent.file !== undefined) form.append('file', sent.file, 'photo.jpg')
  const response = await fetch(`${url}/api/${method}/${sent.format ?? 'json'}`, { method: 'POST', body: form })
  return response.text()
}

/** Calls a method by signed POST and gives the JSON answer. */
export async function call(url: string, who: Identity, method: string, sent: Sent = {}): Promise<Answer> {
  return JSON.parse(await callText(url, who, method, sent))
}

/** Calls a method and gives the code of its fault; 0 for an answer. */
export async function codeOf(url: string, who: Identity, method: string, sent: Sent = {}): Promise<number> {
  return Number((await call(url, who, method, sent)).api.code ?? 0)
}
