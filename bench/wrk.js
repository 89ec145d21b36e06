import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { processorSeconds, spawnOn } from './servers.js'
import { createSigner, signedAhead } from './sign.js'

/**
 * Sends the calls of a workload by wrk, with one thread, and checks every answer. Requests are written to a temporary
 * file before, signed where the workload is, so that the generator only sends.
 *
 * @returns calls, seconds, the seconds of processor time that the server used, failures and the first wrong answer
 */
export async function runWrk({ url, pid }, workload, { seconds, connections, cores }) {
  const folder = mkdtempSync(join(tmpdir(), 'babelgate-wrk-'))
  try {
    const file = join(folder, 'requests')
    writeFileSync(file, requestsOf(workload, url, seconds))
    const mode = workload.consumer === undefined ? 'again' : 'once'
    const load = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', 'wrk.lua']
    const args = [...load, url, '--', file, workload.expected, mode]
    const before = processorSeconds(pid)
    const output = await text(spawnOn(cores, args, { stdio: ['ignore', 'pipe', 'inherit'] }, 'wrk').stdout)
    return { ...readResult(output), used: processorSeconds(pid) - before }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function requestsOf({ requests, consumer }, url, seconds) {
  const sign = createSigner(consumer, url)
  const { host } = new URL(url)
  const rounds = consumer === undefined ? 1 : Math.ceil((signedAhead * seconds) / requests.length)
  const texts = Array.from({ length: rounds }, () => requests.map((request) => rawRequest(sign(request), host)))
  return texts.flat().join('')
}

/** A request as it goes over the wire, with a zero byte after it. */
function rawRequest({ method, path, headers = {}, body = '' }, host) {
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const fields = Object.entries({ host, ...headers, ...length }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${fields.join('')}\r\n${body}\0`
}

function readResult(output) {
  const [, calls, microseconds, failed, refusal] = /^result (\d+) (\d+) (\d+) (.*)$/m.exec(output) ?? []
  if (calls === undefined) throw new Error(`wrk gave no result:\n${output}`)
  return { calls: Number(calls), seconds: Number(microseconds) / 1e6, failed: Number(failed), refusal }
}
