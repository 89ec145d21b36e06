import { readFileSync } from 'node:fs'
import { call } from '../support/api-client.js'
import { useServedMember } from '../support/served-member.js'

const served = useServedMember()

test('the photo of the tour is there, and uploads with its date and its place', async () => {
  const [, path = ''] = /upload\.file file=@(\S+)/.exec(readFileSync('README.md', 'utf8')) ?? []
  const { server, member } = served()
  const file = new Blob([readFileSync(path)])
  const { doc_id } = await call(server.url, member, 'upload.file', { params: { async: '0' }, file })
  const { doc } = await call(server.url, member, 'doc.get', { params: { doc_id, extra: 'geo' } })
  expect(doc.dates.created).toBe('2025-06-21 05:48:00')
  expect(doc.geo).toMatchObject({ lat: expect.stringMatching(/^43\.69/), lng: expect.stringMatching(/^7\.28/) })
})
