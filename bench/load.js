import autocannon from 'autocannon'

/**
 * The load generator, a process of its own: reads what to send as JSON from its argument, prints what came of it.
 * An answer other than 200 counts as a failure of the run.
 */
const { url, requests, seconds, calls, connections } = JSON.parse(process.argv[2])
const result = await autocannon({
  url,
  connections,
  ...(calls === undefined ? { duration: seconds } : { amount: calls }),
  requests,
})

const failed = result.errors + result.timeouts + result.non2xx
process.stdout.write(JSON.stringify({ calls: result['2xx'], seconds: result.duration, failed }))
