import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import type { Method } from '../../src/core/define-method.js'
import { Pipeline } from '../../src/core/pipeline.js'
import type { Clock } from '../../src/core/ports/clock.js'
import { systemClock } from '../../src/core/ports/clock.js'
import type { Registry } from '../../src/core/registry.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import type { Files } from '../../src/documents/ports/files.js'
import { defaultUploadLimits, type UploadLimits } from '../../src/documents/ports/upload-limits.js'
import { createUploadWorker, type UploadWorker } from '../../src/documents/upload-worker.js'
import { createListener } from '../../src/http/listener.js'
import { listen } from '../../src/http/server.js'
import * as account from '../../src/methods/account/index.js'
import { createFileSource } from '../../src/methods/doc/file-addresses.js'
import * as doc from '../../src/methods/doc/index.js'
import type { DocumentServices } from '../../src/methods/services.js'
import * as upload from '../../src/methods/upload/index.js'
import * as user from '../../src/methods/user/index.js'
import { createFileStore } from '../../src/stores/files/file-store.js'
import { createUploadSpool } from '../../src/stores/files/upload-spool.js'
import type { Sql } from '../../src/stores/sql/engine/sql.js'
import { createCorsPolicy } from '../../src/transports/rest/cors.js'
import { createOriginReader } from '../../src/transports/shared/client.js'
import { createSignedUris } from '../../src/transports/shared/oauth/signed-uris.js'
import { createOwnAddress } from '../../src/transports/shared/own-address.js'
import { faultWriter } from '../../src/transports/shared/write-fault.js'
import { createFileServer } from '../../src/web/files/file-server.js'
import type { TestDatabase } from './databases.js'
import { type DocumentStores, documentStores } from './document-stores.js'
import { gatewayParts } from './gateway-parts.js'
import { type Clients, createClients } from './member.js'
import { catalogOf } from './registry.js'
import { noLog } from './request-log.js'
import { restRouter } from './rest-router.js'
import { type Stores, sqlStores } from './sql-stores.js'

/** The methods about documents and members. */
export const documentMethods: readonly Method<DocumentServices>[] = [doc, upload, user, account].flatMap((area) =>
  Object.values(area),
)

/** A server of the document methods and of their files, on a port of its own. */
export interface DocumentServer {
  readonly url: string
  readonly stores: Stores & DocumentStores
  readonly fileStore: Files
  readonly registry: Registry
  readonly worker: UploadWorker
  /** Where uploads and documents lie. */
  readonly folder: string
  close(): Promise<void>
}

interface Options {
  readonly limits?: Partial<UploadLimits>
  readonly clock?: Clock
}

/** Starts a server on a database; errors that no client sees are collected in `failures`. */
export async function startDocumentServer(
  sql: Sql,
  failures: unknown[],
  { limits, clock = systemClock }: Options = {},
): Promise<DocumentServer> {
  const folder = mkdtempSync(join(tmpdir(), 'babelgate-documents-'))
  const stores = { ...sqlStores(sql, clock), ...documentStores(sql) }
  const fileStore = createFileStore(join(folder, 'files'))
  const worker = createUploadWorker({ ...stores, fileStore, clock, report: (error) => failures.push(error) })
  let url = ''
  const services: DocumentServices = {
    ...stores,
    fileStore,
    uploadLimits: { ...defaultUploadLimits, ...limits },
    clock,
    worker,
  }
  const catalog = catalogOf(documentMethods, services)
  const gateway = new Pipeline({
    catalog,
    ...gatewayParts(stores, clock),
    log: { call: () => undefined, failure: (_id, fault) => failures.push(fault.cause ?? fault) },
  })
  const uploadMax = 8 * 1024 * 1024
  const spool = await createUploadSpool({
    dir: join(folder, 'incoming'),
    maxBytes: uploadMax,
    tempMaxBytes: 64 * 1024 * 1024,
    perAddress: 16,
  })
  const router = restRouter({
    gateway,
    clock,
    dialect: ipernity,
    spool,
    uploadMax,
    cors: createCorsPolicy(() => []),
    signedUris: createSignedUris(undefined),
    status: () => 'legacy',
  })
  const pages = express().use(createFileServer(createFileSource(stores.documents, fileStore)))
  const onError = (error: unknown) => failures.push(error)
  const server = createServer(
    createListener({
      router,
      pages,
      originOf: createOriginReader(undefined, createOwnAddress(undefined, '127.0.0.1')),
      operators: new Map(),
      requireTls: false,
      writeFault: faultWriter(ipernity),
      log: noLog,
      onError,
    }),
  )
  url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`
  worker.start()
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await worker.stop()
    rmSync(folder, { recursive: true })
  }
  return { url, stores, fileStore, registry: catalog.current.registryOf(ipernity), worker, folder, close }
}

/** What a test file works with: a server on a database of its own, and clients of it. */
export interface DocumentBed {
  readonly server: DocumentServer
  readonly database: TestDatabase
  readonly clients: Clients
}

/** Sets a server up around the tests of a block; nothing may go wrong behind the clients' backs. */
export function useDocumentServer(create: () => Promise<TestDatabase>, options: Options = {}): () => DocumentBed {
  const failures: unknown[] = []
  let bed: DocumentBed | undefined
  beforeAll(async () => {
    const database = await create()
    const server = await startDocumentServer(database.sql, failures, options)
    bed = { server, database, clients: await createClients(server.url, server.stores) }
  })
  afterAll(async () => {
    await bed?.server.close()
    await bed?.database.remove()
  })
  afterEach(() => expect(failures.splice(0)).toEqual([]))
  return () => {
    if (bed === undefined) throw new Error('The server runs within tests only.')
    return bed
  }
}
