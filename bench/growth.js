import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measure, median } from './measure.js'
import { get, sign } from './workloads.js'

/** What grows, from what to what. */
const applications = [10, 10_000]
const methods = [20, 2000]

/**
 * How many applications, and how many methods, are called, with few and with many alike: code that runs seldom is not
 * optimised, which is no matter of growth.
 */
const variety = 10

/**
 * How many names the parameters of all methods have. V8 keeps 1,536 transitions from the empty object; a process in which
 * more properties than that come first in an object makes slower objects from then on, whichever method is called.
 */
const names = 200

const nameOf = (index) => `word${index % names}`

const manyApplications = fileURLToPath(new URL('many-applications.js', import.meta.url))

/** A module with many methods, each with one parameter. */
const manyMethods = (count) => `import { defineMethod, text, z } from 'babelgate'
export const methods = Array.from({ length: ${count} }, (_, index) => defineMethod()({
  name: 'grown.method' + index,
  summary: 'Give back what it was given',
  needs: { signature: true },
  params: z.object({ ['word' + (index % ${names})]: text() }),
  result: z.object({ word: z.string() }),
  run: ({ params }) => ({ word: params['word' + (index % ${names})] }),
}))
`

/**
 * G1: a call of one application of many against one of few. The calls are spread over all of them.
 *
 * @param start starts a server on a folder of its own, which gets the settings first
 */
export async function growApplications(start, turns) {
  const servers = []
  for (const count of applications) {
    let keys = []
    const server = await start({}, (env) => {
      const options = { env: { ...process.env, ...env }, encoding: 'utf8' }
      keys = JSON.parse(execFileSync(process.execPath, [manyApplications, String(count), String(variety)], options))
    })
    const requests = keys.map((key, index) => get({ api_key: key, echo: `hello world ${index}` }))
    servers.push({ server, workload: { requests } })
  }
  report(`G1: with ${applications[1]} applications in place of ${applications[0]}`, await compareTwo(servers, turns))
}

/** G2: a signed call of one method of many against one of few. */
export async function growMethods(start, identity, folder, turns) {
  const servers = []
  for (const count of methods) {
    const dir = join(folder, `methods-${count}`)
    mkdirSync(dir)
    writeFileSync(join(dir, 'grown.mjs'), manyMethods(count))
    const server = await start({}, () => undefined, ['--methods', dir])
    const called = Math.min(count, variety)
    const requests = Array.from({ length: called }, (_, index) => {
      const which = Math.floor((index * (count - 1)) / (called - 1))
      const params = { api_key: identity.key, [nameOf(which)]: 'hello' }
      return get(sign(params, identity.secret, `grown.method${which}`), `grown.method${which}`)
    })
    servers.push({ server, workload: { requests } })
  }
  report(`G2: with ${methods[1]} methods in place of ${methods[0]}`, await compareTwo(servers, turns))
}

/** How many times as much processor time a call costs on the second server, turn by turn. */
async function compareTwo([few, many], turns) {
  const cost = async ({ server, workload }) => {
    const { used, calls } = await measure(server, workload, { seconds: 1 })
    return used / calls
  }
  for (const one of [few, many]) await cost(one)
  const ratios = []
  for (let turn = 0; turn < turns; turn++) {
    const first = turn % 2 === 0 ? await cost(few) : undefined
    const grown = await cost(many)
    ratios.push(grown / (first ?? (await cost(few))))
  }
  return median(ratios)
}

function report(what, ratio) {
  process.stdout.write(`${what} a call costs ${ratio.toFixed(2)} times as much.\n`)
}
