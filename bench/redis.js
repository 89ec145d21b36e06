import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { freePort, listens, spawnOn } from './servers.js'

/** Whether Redis is here. */
export function hasRedis() {
  return spawnSync('redis-server', ['--version']).status === 0
}

/**
 * Starts a Redis that writes nothing to disk, by default on the load generator's core: the servers have theirs to
 * themselves.
 */
export async function startRedis(cores = 1) {
  const port = await freePort()
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no']
  const child = spawnOn(cores, args, { stdio: 'ignore' }, 'redis-server')
  for (let attempt = 0; attempt < 100 && !(await listens(port)); attempt++) await setTimeout(50)
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
