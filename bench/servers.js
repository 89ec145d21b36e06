import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Where the tool that binds a process to a core is missing, the scheduler decides; the table says so. */
export const pinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** Starts a Node.js program, or another one, bound to one core, or to several such as `0-1`. */
export function spawnOn(cores, args, options, program = process.execPath) {
  const command = pinned ? ['taskset', '-c', String(cores), program] : [program]
  return spawn(command[0], [...command.slice(1), ...args], { cwd: folder, ...options })
}

/**
 * Starts a server, by default on core 0, and waits until it prints its address.
 *
 * @param does the workloads that it knows
 * @param log a file for what it writes to standard error
 */
export async function startServer(name, does, args, env, { log, cores = 0 } = {}) {
  const child = spawnOn(cores, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', log === undefined ? 'inherit' : openSync(log, 'a')],
  })
  const url = await listening(name, child)
  return { name, does, url, pid: child.pid, stop: () => stop(child) }
}

/** Whether PHP is here, with its SoapServer. */
export function hasPhpSoap() {
  return spawnSync('php', ['-r', 'exit(class_exists("SoapServer") ? 0 : 1);']).status === 0
}

/** Starts PHP's own web server, which does not keep connections, with a script for every path. */
export async function startPhp(name, does, script, env) {
  const port = await freePort()
  const options = { env: { ...process.env, ...env }, stdio: 'ignore' }
  const child = spawnOn(0, ['-S', `127.0.0.1:${port}`, script], options, 'php')
  const url = `http://127.0.0.1:${port}`
  for (let attempt = 0; attempt < 100 && !(await answers(url)); attempt++) await setTimeout(50)
  return { name, does, url, pid: child.pid, stop: () => stop(child) }
}

/** A free port. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

/** Whether something listens at a port. */
export async function listens(port) {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function answers(url) {
  return fetch(url).then(
    () => true,
    () => false,
  )
}

async function listening(name, child) {
  let text = ''
  child.stdout.setEncoding('utf8')
  const address = new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      text += chunk
      const found = /listening on (http:\S+)/.exec(text)
      if (found) resolve(found[1])
    })
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it listened`)))
  })
  return address
}

async function stop(child) {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** The resident memory of a process in MB, if the system reports it. */
export function residentMegabytes(pid) {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(kilobytes?.[1] ?? Number.NaN) / 1024
}

/** Seconds of processor time that a process has used, together with its workers, if the system reports it. */
export function processorSeconds(pid) {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13)
  return workersOf(pid).reduce((sum, worker) => sum + processorSeconds(worker), (Number(user) + Number(system)) / 100)
}

function workersOf(pid) {
  const file = `/proc/${pid}/task/${pid}/children`
  return existsSync(file) ? (readFileSync(file, 'utf8').match(/\d+/g) ?? []) : []
}
