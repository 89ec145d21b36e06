import { connect } from 'node:net'
import { sizeLimits } from '../../src/transports/shared/size-limits.js'
import { startTestServer, type TestServer } from '../support/server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

/** Sends requests in one write and gives all that was received until the connection closed. */
function sendPipelined(requests: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname).setEncoding('latin1')
  let answers = ''
  socket.on('data', (piece: string) => {
    answers += piece
  })
  return new Promise((resolve) => {
    socket.on('error', () => undefined).once('close', () => resolve(answers))
    socket.write(requests.join(''))
  })
}

const requests = (count: number, path: string) =>
  Array.from({ length: count }, (_, index) => {
    const more = index === count - 1 ? 'Connection: close\r\n' : ''
    return `GET ${path}?n=${index} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`
  })

describe.each(['/api/test.echo', '/', '/healthz'])('pipelined requests for %s', (path) => {
  test('are answered one after the other up to the limit', async () => {
    const answers = await sendPipelined(requests(sizeLimits.pipelined + 1, path))
    expect(answers.match(/HTTP\/1\.1 \d/g)).toHaveLength(sizeLimits.pipelined + 1)
  })

  test('are cut off beyond it', async () => {
    const answers = await sendPipelined(requests(sizeLimits.pipelined + 2, path))
    expect(answers.match(/HTTP\/1\.1 \d/g)?.length ?? 0).toBeLessThan(sizeLimits.pipelined + 2)
  })
})

test('requests follow each other on a connection with or without a body, read or not', async () => {
  const request = (verb: string, head: string, body = '') =>
    `${verb} /api/test.echo?api_key=1 HTTP/1.1\r\nHost: localhost\r\n${head}\r\n${body}`
  const long = 'x'.repeat(200_000)
  const answers = await sendPipelined([
    request('GET', ''),
    request('GET', `Content-Length: ${long.length}\r\n`, long),
    request('POST', ''),
    request('GET', 'Transfer-Encoding: chunked\r\n', `${long.length.toString(16)}\r\n${long}\r\n0\r\n\r\n`),
    request('HEAD', ''),
    request('POST', 'Content-Type: text/plain\r\nContent-Length: 3\r\n', 'abc'),
    request('GET', 'Connection: close\r\n'),
  ])
  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(Array(7).fill('HTTP/1.1 200'))
})
