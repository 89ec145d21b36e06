import type { Pair } from '../../../src/core/pair.js'
import type { Application } from '../../../src/core/ports/app-store.js'
import { callback, type OAuthFlowBed, openOAuthFlow, problem } from './flow-bed.js'

let bed: OAuthFlowBed

beforeAll(async () => {
  bed = await openOAuthFlow()
})
afterAll(() => bed.close())

describe('a callback', () => {
  const accepts = (app: Application, named: string) => expect(bed.request(app, named)).resolves.toBeDefined()
  const refuses = (app: Application, named: string) =>
    expect(bed.request(app, named)).rejects.toMatchObject(problem('parameter_rejected', 123))

  test.each(['oob', callback, 'https://app.example/back', 'https://APP.example:443/back?other=%2F'])(
    'of a web application may be %s',
    (named) => accepts(bed.web, named),
  )

  test.each([
    'http://app.example/back',
    'https://app.example:8443/back',
    'https://www.app.example/back',
    'https://app.example.evil.example/back',
    'https://app.example@evil.example/back',
    'https://app.example/back/',
    'https://app.example/BACK',
    'https://app.example/back/../evil',
    'https://app.example/back%2F..%2Fevil',
    'https://app.example/back#fragment',
    'https://app.example\\@evil.example/back',
    'javascript:alert(1)',
    'data:text/html,x',
    '//app.example/back',
    '/back',
    'OOB',
    'http://127.0.0.1/back',
  ])('of a web application may not be %s', (named) => refuses(bed.web, named))

  test('of a program without a registered one is on the machine of the user, or oob', async () => {
    for (const named of ['http://127.0.0.1:49152/', 'http://[::1]:8000/back', 'http://localhost:80/x?y', 'oob']) {
      await accepts(bed.desktop, named)
    }
    for (const named of ['http://app.example/', 'http://127.0.0.1.evil.example/', 'http://192.0.2.1/', 'org.app:/x']) {
      await refuses(bed.desktop, named)
    }
  })

  test('of a program that registered one on the machine of the user has any port', async () => {
    const local = await bed.register({ type: 'desktop', callback: 'http://127.0.0.1:8000/back' })
    await accepts(local, 'http://127.0.0.1:49152/back')
    for (const named of ['http://127.0.0.1:8000/other', 'http://localhost:8000/back', 'https://127.0.0.1:8000/back']) {
      await refuses(local, named)
    }
    const site = await bed.register({ type: 'web', callback: 'http://127.0.0.1:8000/back' })
    await refuses(site, 'http://127.0.0.1:8001/back')
  })

  test('may have a scheme of its own, where that is registered', async () => {
    const app = await bed.register({ type: 'desktop', callback: 'org.example.app:/back' })
    await accepts(app, 'org.example.app:/back?state=1')
    await refuses(app, 'org.example.other:/back')
    await refuses(app, 'http://127.0.0.1:8000/back')
  })

  test('that the application never registered nor named means oob', async () => {
    expect((await bed.opened(await bed.register({ type: 'web' }))).callback).toBeUndefined()
    expect((await bed.opened(bed.desktop, '')).callback).toBeUndefined()
  })

  test('that is registered no longer sends nobody there', async () => {
    const app = await bed.register({ type: 'web', callback })
    const { token } = await bed.request(app, callback)
    await bed.stores.apps.change(app.key, { callback: 'https://new.example/back' }, 'cli:test')
    await expect(bed.open(token)).rejects.toMatchObject(problem('parameter_rejected', 123))
  })

  test('in the link counts for consumers of OAuth 1.0 that named none before, by the same rule', async () => {
    const old = await bed.oldApp()
    const { token } = await bed.request(old)
    const linked = 'https://app.example/back?user=7'
    expect((await bed.open(token, { oauth_callback: linked })).callback?.href).toBe(linked)
    expect((await bed.open(token)).callback?.href).toBe(callback)
    await expect(bed.open(token, { oauth_callback: 'https://evil.example/' })).rejects.toMatchObject(
      problem('parameter_rejected', 123),
    )
    const named = await bed.request(old, callback)
    await expect(bed.open(named.token, { oauth_callback: linked })).rejects.toMatchObject(
      problem('parameter_rejected', 123),
    )
  })
})

describe('a link', () => {
  test('asks for the levels that it names, else for those of the request token', async () => {
    const { token } = await bed.request(bed.web, undefined, { doc: 'delete', profile: 'read' })
    const asked = await bed.open(token, { perm_doc: 'read', perm_network: 'write', perm_post: 'none' })
    expect(asked.permissions).toEqual({ doc: 'read', blog: 'none', profile: 'read', network: 'write', post: 'none' })
  })

  test.each([
    [[['perm_doc', 'all']]],
    [[['perm_profile', 'delete']]],
    [
      [
        ['perm_doc', 'read'],
        ['perm_doc', 'delete'],
      ],
    ],
    [
      [
        ['oauth_callback', callback],
        ['oauth_callback', 'https://evil.example/'],
      ],
    ],
  ] satisfies [Pair[]][])('with %j is refused', async (pairs) => {
    const { token } = await bed.request(bed.web)
    await expect(bed.flow.open([['oauth_token', token], ...pairs])).rejects.toMatchObject({ code: 123 })
  })

  test('may carry what nobody knows here', async () => {
    const { token } = await bed.request(bed.web)
    await expect(bed.open(token, { lang: 'fr', oauth_consumer_key: 'x' })).resolves.toMatchObject({ token })
  })

  test('needs a request token that waits for somebody, of an application that is not disabled', async () => {
    await expect(bed.flow.open([])).rejects.toMatchObject(problem('parameter_absent', 131))
    await expect(bed.open('1-abc')).rejects.toMatchObject(problem('token_rejected'))
    const app = await bed.register({ type: 'web', callback })
    const asked = await bed.opened(app)
    await bed.flow.allow(asked, bed.user.id)
    await expect(bed.open(asked.token)).rejects.toMatchObject(problem('token_used'))
    await expect(bed.flow.allow(asked, bed.user.id)).rejects.toMatchObject(problem('token_rejected'))
    const { token } = await bed.request(app)
    await bed.stores.apps.change(app.key, { disabled: true }, 'cli:test')
    await expect(bed.open(token)).rejects.toMatchObject({ code: 101 })
  })
})
