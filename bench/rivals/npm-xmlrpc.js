import xmlrpc from 'xmlrpc'
import { announce, checkCall, keepAlive } from './checks.js'

const server = xmlrpc.createServer({ host: '127.0.0.1', port: 0, path: '/api/xmlrpc' }, () =>
  announce(server.httpServer.address()),
)
server.httpServer.keepAliveTimeout = keepAlive
server.on('test.echo', (_error, [params], callback) => {
  try {
    checkCall('test.echo', new Map(Object.entries(params)))
    callback(null, { echo: params.echo })
  } catch (thrown) {
    callback(thrown, null)
  }
})
