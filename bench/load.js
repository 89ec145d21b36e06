import autocannon from 'autocannon'
import { createSigner } from './sign.js'

/** More calls in a second than any server answers. */
const signedAhead = 30_000

/**
 * The load generator, a process of its own: reads what to send as JSON from its argument, prints what came of it.
 * An answer other than 200 counts as a failure of the run.
 */
const { url, requests, consumer, seconds, calls, connections } = JSON.parse(process.argv[2])
let refusal
const result = await autocannon({
  url,
  connections,
  ...(calls === undefined ? { duration: seconds } : { amount: calls }),
  ...(consumer === undefined ? { requests } : { requests: requests.map(signing), verifyBody: isOk }),
})

const failed = result.errors + result.timeouts + result.non2xx + result.mismatches
process.stdout.write(JSON.stringify({ calls: result['2xx'], seconds: result.duration, failed, refusal }))

/** A request that is signed anew each time, which was done before, so that the generator is not the slower one. */
function signing(request) {
  const sign = createSigner(consumer, url)
  const ready = Array.from({ length: Math.ceil((signedAhead * seconds) / requests.length) }, () => sign(request))
  return { ...request, setupRequest: (built) => ({ ...built, ...(ready.pop() ?? sign(request)) }) }
}

/** A call that is refused is answered with 200 too; the first such answer is kept to be shown. */
function isOk(body) {
  const ok = body.includes('"status":"ok"')
  if (!ok) refusal ??= body
  return ok
}
