import sharp from 'sharp'
import { addMember, type Member, password } from '../../support/add-member.js'
import { call, codeOf, loginLink } from '../../support/api-client.js'
import { type Installation, installations, until } from '../../support/process.js'
import { createVisitor } from '../../support/visitor.js'

/** How many are sent at once; more are refused from one address. */
const UPLOADS = 4

/** How long the work of a dead server may take: its lease has to run out first, and the machine may be busy. */
const LEASES = 60_000

describe.each(installations)('kill -9 on %s', (_kind, create) => {
  let place: Installation
  let member: Member

  beforeAll(async () => {
    place = await create()
    member = await addMember(place)
  })
  afterAll(() => place.remove())

  const noise = () =>
    sharp({
      create: {
        width: 600,
        height: 400,
        channels: 3,
        background: 'black',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .jpeg()
      .toBuffer()
  const upload = async (url: string) => {
    const file = new Blob([new Uint8Array(await noise())])
    const { ticket } = await call(url, member, 'upload.file', { file })
    expect(ticket).toMatch(/^\d+-/)
    return String(ticket)
  }

  test('loses no upload, and its job resumes', async () => {
    const first = await place.serve()
    const tickets = await Promise.all(Array.from({ length: UPLOADS }, () => upload(first.url)))
    await first.kill()
    const second = await place.serve()
    let state = { left: '', done: '', invalid: '', ticket: [] }
    await until(async () => {
      const params = { tickets: tickets.join(',') }
      state = (await call(second.url, member, 'upload.checkTickets', { params })).tickets
      return state.left === '0'
    }, LEASES)
    expect(state).toMatchObject({ done: String(UPLOADS), invalid: '0', ticket: tickets.map((id) => ({ id })) })
    for (const { doc_id } of state.ticket) {
      const { doc } = await call(second.url, member, 'doc.get', { params: { doc_id, extra: 'original' } })
      expect((await fetch(doc.original.url)).status).toBe(200)
    }
    expect(await second.stop()).toBe(0)
  }, 120_000)

  test('loses no tag', async () => {
    const first = await place.serve()
    const doc_id = (await call(first.url, member, 'doc.getList')).docs.doc[0].doc_id
    const words = Array.from({ length: 20 }, (_, index) => `word${index}`)
    const answers = await Promise.all(
      words.map((keywords) => codeOf(first.url, member, 'doc.tags.add', { params: { doc_id, keywords } })),
    )
    await first.kill()
    expect(answers.filter((code) => code !== 0)).toEqual([])
    const second = await place.serve()
    const { tags } = await call(second.url, member, 'doc.tags.getList', { params: { doc_id } })
    expect(tags.tag.map(({ tag }: { tag: string }) => tag).sort()).toEqual([...words].sort())
    await second.stop()
  })

  test('loses no session, no consent and no token', async () => {
    const first = await place.serve()
    const app = { api_key: member.api_key, secret: member.secret }
    const visitor = createVisitor(first.url)
    await visitor.submit('/login', { username: member.username, password })
    const { frob } = (await call(first.url, app, 'auth.getFrob')).auth
    expect((await visitor.submit(loginLink(app, { frob, perm_doc: 'write' }))).status).toBe(200)
    await first.kill()

    const second = await place.serve()
    const { auth } = await call(second.url, app, 'auth.getToken', { params: { frob } })
    await second.kill()
    place.keepSecret(frob, auth.token)

    const third = await place.serve()
    const who = { ...app, auth_token: auth.token }
    expect((await call(third.url, who, 'auth.checkToken')).auth.permissions.doc).toBe('write')
    expect(await codeOf(third.url, app, 'auth.getToken', { params: { frob } })).toBe(2)
    const page = await fetch(`${third.url}/account/apps`, { headers: { cookie: visitor.cookie() }, redirect: 'manual' })
    expect(await page.text()).toContain('App of ada')
    await third.stop()
  })
})
