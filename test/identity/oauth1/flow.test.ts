import { noPermissions } from '../../../src/core/permissions.js'
import { createConsents } from '../../../src/identity/grants/consents.js'
import { kinds } from '../../support/permission-kinds.js'
import { type OAuthFlowBed, openOAuthFlow, problem } from './flow-bed.js'

let bed: OAuthFlowBed

beforeAll(async () => {
  bed = await openOAuthFlow()
})
afterAll(() => bed.close())

describe('the whole flow', () => {
  test('issues a token for what the user allowed, through the registered callback', async () => {
    const { token, secret } = await bed.request(bed.web, undefined, { doc: 'write', blog: 'read' })
    expect(token).toMatch(new RegExp(`^${bed.web.id}-[0-9a-f]{32}$`))
    expect(secret).toMatch(/^[0-9a-f]{32}$/)
    const asked = await bed.open(token)
    expect(asked.permissions).toEqual({ ...kinds.held(noPermissions), doc: 'write', blog: 'read' })
    const allowed = await bed.flow.allow(asked, bed.user.id)
    const redirect = 'redirect' in allowed ? allowed.redirect : ''
    expect(redirect).toMatch(
      new RegExp(`^https://app\\.example/back\\?keep=1&oauth_token=${token}&oauth_verifier=[0-9a-f]{32}$`),
    )
    const verifier = new URL(redirect).searchParams.get('oauth_verifier') ?? ''
    const held = await bed.flow.exchange(bed.web, token, verifier)
    expect(held.secret).toMatch(/^[0-9a-f]{32}$/)
    expect(await bed.stores.tokens.findByOAuthToken(held.token)).toMatchObject({
      appId: bed.web.id,
      user: { id: bed.user.id },
      permissions: { doc: 'write', blog: 'read' },
      oauthSecret: held.secret,
    })
  })

  test('gives a program a verifier that may be typed in lower case and without hyphen', async () => {
    for (const typedAs of [
      (shown: string) => shown,
      (shown: string) => shown.toLowerCase().replace('-', ''),
      (shown: string) => ` ${shown.replace('-', ' ')}\n`,
      (shown: string) => shown.replace('-', '–'),
    ]) {
      const asked = await bed.opened(bed.desktop)
      expect(asked.callback).toBeUndefined()
      const verifier = await bed.verifierFrom(asked)
      expect(verifier).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
      await expect(bed.flow.exchange(bed.desktop, asked.token, typedAs(verifier))).resolves.toBeDefined()
    }
  })

  test('ends with the consent, token and request token alike', async () => {
    const [first, second] = [await bed.opened(bed.web), await bed.opened(bed.web)]
    const held = await bed.flow.exchange(bed.web, first.token, await bed.verifierFrom(first))
    const verifier = await bed.verifierFrom(second)
    expect(await createConsents(bed.stores).revoke(bed.user.id, bed.web.key)).toBe(true)
    expect(await bed.stores.tokens.findByOAuthToken(held.token)).toBeUndefined()
    await expect(bed.flow.exchange(bed.web, second.token, verifier)).rejects.toMatchObject(problem('token_rejected'))
  })

  test('gives one token to 50 concurrent exchanges', async () => {
    const asked = await bed.opened(bed.web)
    const verifier = await bed.verifierFrom(asked)
    const attempts = Array.from({ length: 50 }, () => bed.flow.exchange(bed.web, asked.token, verifier))
    const outcomes = await Promise.allSettled(attempts)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('a user who refuses', () => {
  test('is redirected with user_refused, and the request token ends', async () => {
    const asked = await bed.opened(bed.web)
    expect(await bed.flow.deny(asked)).toBe(
      `https://app.example/back?keep=1&oauth_token=${asked.token}&oauth_problem=user_refused`,
    )
    await expect(bed.open(asked.token)).rejects.toMatchObject(problem('token_rejected'))
    await expect(bed.flow.exchange(bed.web, asked.token, 'any')).rejects.toMatchObject(problem('token_rejected'))
  })

  test('stays on the page where the application is out-of-band', async () => {
    expect(await bed.flow.deny(await bed.opened(bed.desktop))).toBeUndefined()
  })
})
