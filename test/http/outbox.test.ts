import { createServer, type Server } from 'node:http'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { createListener } from '../../src/http/listener.js'
import { listen } from '../../src/http/server.js'
import { apiReply } from '../../src/transports/shared/reply.js'
import { faultWriter } from '../../src/transports/shared/write-fault.js'
import type { Transport } from '../../src/transports/transport.js'
import { noLog } from '../support/request-log.js'

/** Holds its replies until `count` requests have arrived, then resolves all of them in one tick. */
function replyTogether(count: number): Transport {
  const waiting: (() => void)[] = []
  return {
    async answer({ path }) {
      await new Promise<void>((resolve) => {
        if (waiting.push(resolve) === count) for (const release of waiting.splice(0)) release()
      })
      // No header can hold a line break.
      return apiReply(200, 'text/plain', path, path === '/broken' ? ['X-Line', 'one\r\ntwo'] : [])
    },
  }
}

let server: Server
afterEach(() => server.close())

test('of replies in one tick, one that cannot be written is cut off alone and reported', async () => {
  const failures: unknown[] = []
  const target = replyTogether(5)
  server = createServer(
    createListener({
      router: { find: () => ({ target, method: '', format: '' }) },
      pages: (_req, res) => res.destroy(),
      originOf: () => ({ address: '127.0.0.1', host: undefined, port: undefined, secure: false, publicUrl: () => '' }),
      operators: new Map(),
      requireTls: false,
      writeFault: faultWriter(ipernity),
      log: noLog,
      onError: (error) => failures.push(error),
    }),
  )
  const port = await listen(server, '127.0.0.1', 0)
  const get = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      (response) => response.text(),
      () => 'cut off',
    )
  const answers = await Promise.all(['/1', '/2', '/broken', '/3', '/4'].map(get))
  expect(answers).toEqual(['/1', '/2', 'cut off', '/3', '/4'])
  expect(failures).toEqual([expect.objectContaining({ code: 'ERR_INVALID_CHAR' })])
})
