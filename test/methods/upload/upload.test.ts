import sharp from 'sharp'
import { databases, type TestDatabase } from '../../support/databases.js'
import { type DocumentServer, startDocumentServer } from '../../support/document-server.js'
import { createClients } from '../../support/member.js'

describe.each(databases)('uploads on %s', (_kind, create) => {
  let database: TestDatabase
  let server: DocumentServer
  let clients: Awaited<ReturnType<typeof createClients>>
  const failures: unknown[] = []

  beforeAll(async () => {
    database = await create()
    server = await startDocumentServer(database.sql, failures)
    clients = await createClients(server.url, server.stores)
  })
  afterAll(async () => {
    await server.close()
    await database.remove()
  })
  afterEach(() => expect(failures).toEqual([]))

  test('a photo is uploaded, worked on and read back', async () => {
    const zoe = await clients.member()
    const jpeg = await sharp({ create: { width: 800, height: 600, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer()
    const up = await zoe.call(
      'upload.file',
      { async: '0', title: 'Sea', keywords: 'sea,"two words"' },
      new Blob([jpeg]),
    )
    expect(up).toMatchObject({ api: { status: 'ok' } })
    expect(await zoe.call('upload.checkTickets', { tickets: up.ticket })).toMatchObject({ api: { status: 'ok' } })
    expect(await zoe.call('doc.get', { doc_id: up.doc_id, extra: 'tags,notes,geo,md5' })).toMatchObject({
      api: { status: 'ok' },
    })
    expect(await zoe.call('doc.getList', { extra: 'dates,count,geo,medias,original,md5,owner' })).toMatchObject({
      api: { status: 'ok' },
    })
    expect(await zoe.call('account.getQuota')).toMatchObject({ api: { status: 'ok' } })
    expect(await zoe.call('user.get')).toMatchObject({ api: { status: 'ok' } })
    expect(await zoe.call('doc.tags.edit', { doc_id: up.doc_id, keywords: 'A,b,a,ns:k=v' })).toMatchObject({
      api: { status: 'ok' },
    })
    expect(await zoe.call('doc.delete', { doc_id: up.doc_id })).toMatchObject({ api: { status: 'ok' } })
  })
})
