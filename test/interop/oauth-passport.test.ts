import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import express, { type Request, type Response } from 'express'
import { Strategy, type StrategyActions } from 'passport-oauth1'
import type { Browser, Page } from 'playwright-core'
import type { Application } from '../../src/core/ports/app-store.js'
import { launchChromium, serve, stop } from '../support/browser.js'
import { createOAuthClient } from '../support/oauth-consumers.js'
import { createApp, createUser, startTestServer, type TestServer } from '../support/server.js'

/** The key of an application is known only once its callback is, which is known only once its site listens. */
let strategy: Strategy
let server: TestServer
let app: Application
let site: { url: string; server: Server }
let chromium: Browser
let page: Page

beforeAll(async () => {
  ;[chromium, server, site] = await Promise.all([launchChromium(), startTestServer(), serve(createSite())])
  const owner = await createUser(server.services, 'ada')
  app = await createApp(server.services, owner, { type: 'web', callback: `${site.url}/callback` })
  strategy = createStrategy(app)
})
beforeEach(async () => {
  page = await (await chromium.newContext()).newPage()
})
afterEach(() => page.context().close())
afterAll(async () => {
  await chromium.close()
  await stop(site.server)
  await server.stop()
})

/** Logs users in by what the gateway says about their tokens. */
function createStrategy({ key, secret }: Application): Strategy {
  const { url } = server
  const client = createOAuthClient({ url, key, secret, callback: 'oob' })
  const options = {
    requestTokenURL: `${url}/apps/oauth/request`,
    accessTokenURL: `${url}/apps/oauth/access`,
    userAuthorizationURL: `${url}/apps/oauth/authorize?perm_profile=read`,
    consumerKey: key,
    consumerSecret: secret,
    callbackURL: `${site.url}/callback`,
  }
  return new Strategy(options, (token, tokenSecret, _profile, done) => {
    client.get(`${url}/api/auth.checkToken/json`, token, tokenSecret, (error, data) =>
      done(error, error ? false : JSON.parse(String(data)).auth),
    )
  })
}

/** A site where one logs in by the gateway, with a session a browser. */
function createSite() {
  const sessions = new Map<string, object>()
  const authenticate = (req: Request, res: Response) => {
    const id = /session=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1] ?? randomUUID()
    const session = sessions.get(id) ?? {}
    sessions.set(id, session)
    res.cookie('session', id, { httpOnly: true })
    const actions: StrategyActions = {
      redirect: (url) => res.redirect(url),
      success: (user) => res.send(`<title>in</title><p>${JSON.stringify(user)}`),
      fail: (_challenge, status = 401) => res.status(status).send('<title>out</title>'),
      error: (error) => res.status(500).send(`<title>error</title>${String(error)}`),
    }
    // Passport itself does no more than this: the strategy with its actions, for one request.
    const acting: Strategy = Object.assign(Object.create(strategy), actions)
    acting.authenticate(Object.assign(req, { session }))
  }
  return express().get('/login', authenticate).get('/callback', authenticate)
}

async function logIn(): Promise<void> {
  await page.goto(`${site.url}/login`)
  await page.getByLabel('User name').fill('ada')
  await page.getByLabel('Password').fill('correct horse')
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
}

const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

test('npm passport-oauth1 logs a user in', async () => {
  await logIn()
  await press('Allow')
  expect(await page.title()).toBe('in')
  expect(JSON.parse((await page.locator('p').textContent()) ?? '')).toMatchObject({
    permissions: { profile: 'read', doc: 'none' },
    user: { username: 'ada' },
  })
})

test('npm passport-oauth1 takes an answer only into the session that asked', async () => {
  await logIn()
  await press('Allow')
  const stranger = await fetch(page.url())
  expect(await stranger.text()).toContain('Failed to find request token in session')
})

test('npm passport-oauth1 gets the refusal of the user', async () => {
  await logIn()
  await press('Deny')
  expect(page.url()).toMatch(/\/callback\?oauth_token=.*&oauth_problem=user_refused$/)
  expect(await page.title()).toBe('error')
  expect(await page.textContent('body')).toContain('Failed to obtain access token')
})
