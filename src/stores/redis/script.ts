import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Cluster, Redis } from 'ioredis'

/** A script in Lua, which the server runs as one step. */
export interface Script {
  readonly text: string
  /** SHA-1 of the text, by which the server knows a script that it has seen. */
  readonly sha: string
}

/** Reads a script of the folder `lua`. */
export function readScript(name: string): Script {
  const text = readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8')
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

/** Runs a script in one round trip; in two where the server has not seen it, or has been told to forget it. */
export async function runScript(
  client: Redis | Cluster,
  { text, sha }: Script,
  keys: readonly string[],
  values: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await client.evalsha(sha, keys.length, ...keys, ...values)
  } catch (error) {
    if (!messageOf(error).startsWith('NOSCRIPT')) throw error
    return client.eval(text, keys.length, ...keys, ...values)
  }
}

/** What an error of Redis says; all else that it carries is the command, with what is secret in it. */
export function messageOf(error: unknown): string {
  return String(typeof error === 'object' && error !== null && 'message' in error ? error.message : error)
}
