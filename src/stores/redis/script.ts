import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Cluster, Redis } from 'ioredis'

/** A Lua script, which the server runs atomically. */
export interface Script {
  readonly text: string
  /** SHA-1 of the text, for EVALSHA. */
  readonly sha: string
}

/** Reads a script from the folder `lua`. */
export function readScript(name: string): Script {
  const text = readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8')
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

/** Runs a script in one round trip; in two where it is not in the server's script cache. */
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

/** The message of an error of ioredis. Its other properties hold the command, which may contain secrets. */
export function messageOf(error: unknown): string {
  return String(typeof error === 'object' && error !== null && 'message' in error ? error.message : error)
}
