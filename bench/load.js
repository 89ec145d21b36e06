import autocannon from 'autocannon'
import { processorSeconds } from './servers.js'
import { createSigner, signedAhead } from './sign.js'

/** The first part of a second, before which this program is still being compiled, is not measured. */
const warmUp = { duration: 0.3, sampleInt: 100 }

/**
 * autocannon as a process of its own: reads what to send as JSON from its argument, prints what came of it, with the
 * seconds of processor time that the server used meanwhile. An answer other than 200 counts as a failure of the run.
 */
const { pid, url, requests, consumer, seconds, calls, connections } = JSON.parse(process.argv[2])
let refusal
const load =
  consumer === undefined
    ? { url, connections, requests }
    : { url, connections, requests: requests.map(signing), verifyBody: isOk }

const parts = calls === undefined ? [warmUp, { duration: seconds }] : [{ amount: calls }]
let failed = 0
let measured
for (const part of parts) measured = await send(part)
process.stdout.write(JSON.stringify({ ...measured, failed, refusal }))

async function send(part) {
  const before = processorSeconds(pid)
  const result = await autocannon({ ...load, ...part })
  failed += result.errors + result.timeouts + result.non2xx + result.mismatches
  return { calls: result['2xx'], seconds: result.duration, used: processorSeconds(pid) - before }
}

/** A request that is signed anew each time, which was done before, so that the generator is not the slower one. */
function signing(request) {
  const sign = createSigner(consumer, url)
  const count = Math.ceil((signedAhead * (seconds + warmUp.duration)) / requests.length)
  const ready = Array.from({ length: count }, () => sign(request))
  return { ...request, setupRequest: (built) => ({ ...built, ...(ready.pop() ?? sign(request)) }) }
}

/** A call that is refused is answered with 200 too; the first such answer is kept to be shown. */
function isOk(body) {
  const ok = body.includes('"status":"ok"')
  if (!ok) refusal ??= body
  return ok
}
