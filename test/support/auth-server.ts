import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pipeline } from '../../src/core/pipeline.js'
import type { Registry } from '../../src/core/registry.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { createListener } from '../../src/http/listener.js'
import { createTokens, type Tokens } from '../../src/identity/grants/tokens.js'
import * as auth from '../../src/methods/auth/index.js'
import { createUploadSpool } from '../../src/stores/files/upload-spool.js'
import type { Sql } from '../../src/stores/sql/engine/sql.js'
import { createCorsPolicy } from '../../src/transports/rest/cors.js'
import { createOriginReader } from '../../src/transports/shared/client.js'
import { createSignedUris } from '../../src/transports/shared/oauth/signed-uris.js'
import { createOwnAddress } from '../../src/transports/shared/own-address.js'
import { faultWriter } from '../../src/transports/shared/write-fault.js'
import { serve, stop } from './browser.js'
import { gatewayParts } from './gateway-parts.js'
import { MovingClock } from './moving-clock.js'
import { kinds } from './permission-kinds.js'
import { catalogOf } from './registry.js'
import { noLog } from './request-log.js'
import { restRouter } from './rest-router.js'
import { type Stores, sqlStores } from './sql-stores.js'

/** A server of the auth methods over REST. */
export interface AuthServer {
  readonly url: string
  readonly stores: Stores
  readonly tokens: Tokens
  readonly clock: MovingClock
  readonly registry: Registry
  close(): Promise<void>
}

/** Starts a server on a database; errors that no client sees are collected in `failures`. */
export async function startAuthServer(sql: Sql, failures: unknown[]): Promise<AuthServer> {
  const clock = new MovingClock()
  const stores = sqlStores(sql, clock)
  const tokens = createTokens({ ...stores, clock, dialect: ipernity, kinds })
  const catalog = catalogOf<auth.AuthServices>(Object.values(auth), { tokens })
  const gateway = new Pipeline({
    catalog,
    ...gatewayParts(stores, clock),
    log: { call: () => undefined, failure: (_id, fault) => failures.push(fault.cause ?? fault) },
  })
  const folder = mkdtempSync(join(tmpdir(), 'babelgate-auth-'))
  const spool = await createUploadSpool({ dir: folder, maxBytes: 1024, tempMaxBytes: 1024, perAddress: 1 })
  const cors = createCorsPolicy(() => [])
  const signedUris = createSignedUris(undefined)
  const parts = {
    gateway,
    clock,
    dialect: ipernity,
    spool,
    uploadMax: 1024,
    cors,
    signedUris,
    status: () => 'legacy' as const,
  }
  const listener = createListener({
    router: restRouter(parts),
    pages: (_req, res) => res.writeHead(404).end(),
    originOf: createOriginReader(undefined, createOwnAddress(undefined, '127.0.0.1')),
    operators: new Map(),
    requireTls: false,
    writeFault: faultWriter(ipernity),
    log: noLog,
    onError: (error) => failures.push(error),
  })
  const { url, server } = await serve(listener)
  const close = async () => {
    await stop(server)
    rmSync(folder, { recursive: true })
  }
  return { url, stores, tokens, clock, registry: catalog.current.registryOf(ipernity), close }
}
