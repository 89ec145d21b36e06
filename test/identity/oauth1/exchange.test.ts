import { someUser } from '../../contracts/subject.js'
import { callback, type OAuthFlowBed, openOAuthFlow, problem } from './flow-bed.js'

const tenMinutes = 600_000

let bed: OAuthFlowBed

beforeAll(async () => {
  bed = await openOAuthFlow()
})
afterAll(() => bed.close())

describe('session fixation fails', () => {
  test('without a verifier', async () => {
    const asked = await bed.opened(bed.web)
    await bed.verifierFrom(asked)
    for (const none of [undefined, '']) {
      await expect(bed.flow.exchange(bed.web, asked.token, none)).rejects.toMatchObject({
        ...problem('parameter_absent', 131),
        message: expect.stringContaining('oauth_verifier'),
      })
    }
  })

  test('with a wrong verifier, which ends the request token at the fifth time', async () => {
    const asked = await bed.opened(bed.web)
    const verifier = await bed.verifierFrom(asked)
    for (let n = 0; n < 5; n++) {
      await expect(bed.flow.exchange(bed.web, asked.token, `wrong ${n}`)).rejects.toMatchObject(
        problem('verifier_invalid'),
      )
    }
    await expect(bed.flow.exchange(bed.web, asked.token, verifier)).rejects.toMatchObject(problem('token_rejected'))
  })

  test("with another user's verifier", async () => {
    const eve = await someUser(bed.stores)
    const [mine, hers] = [await bed.opened(bed.web), await bed.opened(bed.web)]
    const [verifier, other] = [await bed.verifierFrom(mine), await bed.verifierFrom(hers, eve)]
    await expect(bed.flow.exchange(bed.web, mine.token, other)).rejects.toMatchObject(problem('verifier_invalid'))
    const held = await bed.flow.exchange(bed.web, mine.token, verifier)
    expect(await bed.stores.tokens.findByOAuthToken(held.token)).toMatchObject({ user: { id: bed.user.id } })
  })

  test('a second time', async () => {
    const asked = await bed.opened(bed.web)
    const verifier = await bed.verifierFrom(asked)
    await bed.flow.exchange(bed.web, asked.token, verifier)
    await expect(bed.flow.exchange(bed.web, asked.token, verifier)).rejects.toMatchObject(problem('token_rejected'))
    await expect(bed.open(asked.token)).rejects.toMatchObject(problem('token_rejected'))
  })

  test('after ten minutes', async () => {
    const [waiting, granted] = [await bed.opened(bed.web), await bed.opened(bed.web)]
    const verifier = await bed.verifierFrom(granted)
    bed.clock.advance(tenMinutes - 1000)
    await expect(bed.open(waiting.token)).resolves.toBeDefined()
    bed.clock.advance(1000)
    await expect(bed.open(waiting.token)).rejects.toMatchObject(problem('token_rejected'))
    await expect(bed.flow.allow(waiting, bed.user.id)).rejects.toMatchObject(problem('token_rejected'))
    await expect(bed.flow.exchange(bed.web, granted.token, verifier)).rejects.toMatchObject(problem('token_rejected'))
  })

  test('by moving the callback in the link', async () => {
    for (const named of [undefined, callback, 'oob']) {
      const { token } = await bed.request(bed.web, named)
      const moved = [
        'https://evil.example/back',
        `${callback}&more=1`,
        'javascript:alert(1)',
        named === 'oob' ? callback : 'oob',
      ]
      for (const address of moved) {
        await expect(bed.open(token, { oauth_callback: address })).rejects.toMatchObject(
          problem('parameter_rejected', 123),
        )
      }
      expect((await bed.open(token, { oauth_callback: named ?? callback })).callback?.href).toBe(
        named === 'oob' ? undefined : callback,
      )
    }
  })
})

describe('an exchange', () => {
  test('of a request token that was not granted says so', async () => {
    const { token } = await bed.request(bed.web)
    await expect(bed.flow.exchange(bed.web, token, 'any')).rejects.toMatchObject(problem('permission_unknown'))
  })

  test("of another application's request token is refused, and counts against none of its tries", async () => {
    const asked = await bed.opened(bed.web)
    const verifier = await bed.verifierFrom(asked)
    for (let n = 0; n < 6; n++) {
      await expect(bed.flow.exchange(bed.desktop, asked.token, 'wrong')).rejects.toMatchObject(
        problem('token_rejected'),
      )
    }
    await expect(bed.flow.exchange(bed.web, asked.token, verifier)).resolves.toBeDefined()
  })

  test('for a suspended user gives 108', async () => {
    const member = await someUser(bed.stores)
    const asked = await bed.opened(bed.web)
    const verifier = await bed.verifierFrom(asked, member)
    await bed.stores.users.setState(member.id, 'suspended', 'cli:test')
    await expect(bed.flow.exchange(bed.web, asked.token, verifier)).rejects.toMatchObject({ code: 108 })
  })

  test('needs no verifier where it is optional for the application, and accepts any', async () => {
    const old = await bed.oldApp()
    for (const shown of [undefined, '', 'a dummy']) {
      const asked = await bed.opened(old)
      expect(await bed.verifierFrom(asked)).toMatch(/^[0-9a-f]{32}$/)
      await expect(bed.flow.exchange(old, asked.token, shown)).resolves.toBeDefined()
    }
  })
})
