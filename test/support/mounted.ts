import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import fastify from 'fastify'
import { readSettings } from '../../src/config/settings.js'
import { type Babelgate, createGateway } from '../../src/server/create-gateway.js'
import { openServices, type Services } from '../../src/server/services.js'

/** A program with routes of its own and a gateway below `/gate`. */
export interface Host {
  /** Its address, without the prefix. */
  readonly url: string
  close(): Promise<void>
}

/** A gateway for host programs, with its services at hand. */
export interface MountedGateway extends Babelgate {
  readonly services: Services
}

/** Opens a gateway in a fresh folder that goes when it closes. */
export async function openMounted(
  prefix: string | undefined,
  more: Readonly<Record<string, string>> = {},
): Promise<MountedGateway> {
  const dir = await mkdtemp(join(tmpdir(), 'babelgate-'))
  const settings = { DATA_DIR: join(dir, 'data'), LOG_LEVEL: 'silent', LIMIT_IP: '0', LIMIT_APP: '0', ...more }
  const gateway = await createGateway({ methods: [], settings, ...(prefix !== undefined && { prefix }) })
  const services = await openServices(readSettings(settings))
  return {
    ...gateway,
    services,
    async close() {
      await services.close()
      await gateway.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** A program on express, which reads the bodies of its own routes after the gateway had its turn. */
export function expressHost({ handler }: Babelgate): Promise<Host> {
  const app = express()
  app.get('/', (_req, res) => void res.send('the host'))
  app.use('/gate', handler)
  app.use(express.json())
  app.post('/orders', (req, res) => void res.json(req.body))
  app.use((req, res) => void res.status(404).send(`the host has no ${req.originalUrl}`))
  return listening(createServer(app))
}

/** A program on fastify, which leaves bodies below the prefix alone. */
export async function fastifyHost({ handler }: Babelgate): Promise<Host> {
  const app = fastify()
  app.get('/', () => 'the host')
  app.post('/orders', (request) => request.body)
  app.register((gate, _options, done) => {
    gate.removeAllContentTypeParsers()
    gate.addContentTypeParser('*', (_request, _payload, unread) => unread(null))
    gate.all('/gate/*', (request, reply) => {
      reply.hijack()
      handler(request.raw, reply.raw)
    })
    done()
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, close: () => app.close() }
}

/** A program on a server of node, which mounts something. */
export async function listening(server: Server): Promise<Host> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
