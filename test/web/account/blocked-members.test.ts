import { hiddenInputs, type Script, submit, unescapeHtml } from '../../support/browser-like.js'
import { openSite, type Site } from '../../support/pages.js'

let site: Site
let ada: Script
let adaId: string
let eveId: string

const path = '/account/blocked'

beforeAll(async () => {
  site = await openSite()
  const user = await site.addUser('ada')
  adaId = user.id
  ada = await site.logIn(user)
  eveId = (await site.addUser('eve')).id
})

afterAll(() => site.close())

const blocked = async () => (await site.blockLists.list({ kind: 'member', id: adaId })).map(({ username }) => username)

test('lists the blocked members, adds others by name, and removes them', async () => {
  expect((await ada.get(path)).text).toContain('You have not blocked anybody')
  const added = await submit(ada, path, { username: ' EVE ' })
  expect([added.status, added.headers['location']]).toEqual([302, path])
  const page = (await ada.get(path)).text
  expect(page).toContain('Unblock eve')
  expect(unescapeHtml(page)).toContain('Ada L. ')
  expect(page).toContain('<time datetime="2023-11-14">')
  expect((await submit(ada, path, { username: 'eve' })).status).toBe(302)
  expect(await blocked()).toEqual(['eve'])

  const { csrf = '' } = hiddenInputs(page)
  const removed = await ada.post(`${path}/remove`).type('form').send({ csrf, member: eveId })
  expect([removed.status, removed.headers['location']]).toEqual([302, path])
  expect(await blocked()).toEqual([])
})

test.each([
  ['nobody-of-this-name', 'There is no member of this name'],
  ['Ada', 'Members cannot block themselves'],
  ['"><b>', 'There is no member of this name'],
])('says why %s cannot be blocked', async (username, problem) => {
  const answer = await submit(ada, path, { username })
  expect(answer.status).toBe(400)
  expect(answer.text).toContain(problem)
  expect(unescapeHtml(answer.text)).toContain(`value="${username}"`)
  expect(answer.text).not.toContain('<b>')
  expect(await blocked()).toEqual([])
})

test('refuses forms of another site, and everything without a session', async () => {
  const { csrf = '' } = hiddenInputs((await ada.get(path)).text)
  const forged = [
    ada.post(path).type('form').send({ username: 'eve' }),
    ada
      .post(path)
      .type('form')
      .send({ csrf: 'f'.repeat(64), username: 'eve' }),
    ada.post(path).set('Origin', 'https://evil.example').type('form').send({ csrf, username: 'eve' }),
    ada.post(`${path}/remove`).type('form').send({ member: eveId }),
  ]
  for (const answer of await Promise.all(forged)) expect(answer.status).toBe(403)
  expect((await ada.get(`${path}?username=eve&csrf=${csrf}`)).status).toBe(200)
  expect(await blocked()).toEqual([])
})

test('changes no list but that of the user who is logged in', async () => {
  await submit(ada, path, { username: 'eve' })
  const mallory = await site.logIn(await site.addUser('mallory'))
  const { csrf = '' } = hiddenInputs((await mallory.get(path)).text)
  await mallory.post(`${path}/remove`).type('form').send({ csrf, member: eveId })
  expect(await blocked()).toEqual(['eve'])
  expect((await mallory.get(path)).text).not.toContain('Unblock')
})
