import { hash } from 'node:crypto'

/** How many different calls a workload goes through, so that no server profits from seeing one and the same. */
const variety = 64

/**
 * The addresses of the calls that are sent in turn.
 *
 * @param identity key, secret and token that every server knows
 */
export function workloads({ key, secret, token }) {
  const echoes = Array.from({ length: variety }, (_, index) => `hello world ${index}`)
  return {
    W1: echoes.map((echo) => address({ api_key: key, echo })),
    W2: echoes.map((echo) => address(sign({ api_key: key, auth_token: token, echo }, secret))),
  }
}

/** Adds the old signature: MD5 over the sorted pairs, the method and the secret. */
function sign(params, secret) {
  const pairs = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
  return { ...params, api_sig: hash('md5', `${pairs.flat().join('')}test.echo${secret}`) }
}

function address(params) {
  return `/api/test.echo?${new URLSearchParams(params)}`
}
