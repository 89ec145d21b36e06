import type { Settings } from '../config.js'

/** Where a server of these settings listens. @param port the one that it got, where PORT is 0 */
export function localUrl({ HOST, TLS_CERT }: Settings, port: number): string {
  const host = HOST.includes(':') ? `[${HOST}]` : HOST
  return `${TLS_CERT === undefined ? 'http' : 'https'}://${host}:${port}`
}
