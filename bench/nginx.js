import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { freePort, listens, spawnOn } from './servers.js'
import { item } from './shop.js'

/** Whether nginx is here. */
export function hasNginx() {
  return spawnSync('nginx', ['-v']).status === 0
}

/** One worker that keeps its connections and answers every request with the same item. */
const configuration = (folder, port) => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  default_type "application/json; charset=utf-8";
  client_body_temp_path ${folder};
  server {
    listen 127.0.0.1:${port};
    location / { return 200 '${JSON.stringify(item)}'; }
  }
}
`

/** Starts nginx as the service behind W7, on the load generator's core. */
export async function startNginx() {
  const folder = mkdtempSync(join(tmpdir(), 'babelgate-nginx-'))
  const port = await freePort()
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration(folder, port))
  const child = spawnOn(1, ['-e', 'stderr', '-c', file], { stdio: ['ignore', 'ignore', 'inherit'] }, 'nginx')
  for (let attempt = 0; attempt < 100 && !(await listens(port)); attempt++) await setTimeout(50)
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}
