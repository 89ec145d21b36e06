import { parseCookie, stringifySetCookie } from 'cookie'
import type { Request, RequestHandler, Response } from 'express'
import type { User } from '../core/ports/user-store.js'
import type { ActiveSession, NewSession, Sessions } from '../identity/accounts/sessions.js'
import type { PageDependencies, PageSettings } from './dependencies.js'

/** Browser sessions, identified by a cookie. */
export interface Browsers {
  /** Middleware that loads the session of a request, for the functions below. */
  readonly load: RequestHandler
  /** The user who is logged in. */
  userOf(req: Request): User | undefined
  /** The synchroniser token of the session, where there is one. */
  tokenOf(req: Request): string | undefined
  /** The synchroniser token for a form; starts a session if the browser has none. */
  formToken(req: Request, res: Response): Promise<string>
  /** Replaces the session by one of the user with a new cookie value, which prevents session fixation. */
  logIn(req: Request, res: Response, user: User): Promise<void>
  logOut(req: Request, res: Response): Promise<void>
}

const cookieName = 'babelgate'

/** The dependencies of {@link createBrowsers} beside the sessions. */
interface BrowserDependencies extends Pick<PageDependencies, 'clientOf'>, Pick<PageSettings, 'basePath'> {}

/** Makes the sessions of browsers. */
export function createBrowsers(sessions: Sessions, { clientOf, basePath }: BrowserDependencies): Browsers {
  const active = new WeakMap<Request, ActiveSession>()

  const setCookie = (req: Request, res: Response, value: string, maxAge: number | undefined) => {
    const { secure } = clientOf(req)
    const lifetime = maxAge === undefined ? {} : { maxAge }
    const flags = { path: basePath || '/', httpOnly: true, sameSite: 'lax', secure, ...lifetime } as const
    res.setHeader('Set-Cookie', stringifySetCookie({ name: cookieName, value, ...flags }))
  }
  const activate = (req: Request, user: User | undefined, { csrf }: NewSession) => active.set(req, { user, csrf })
  const end = async (req: Request) => {
    const cookie = readCookie(req)
    if (cookie !== undefined) await sessions.end(cookie)
    active.delete(req)
  }

  return {
    async load(req, _res, next) {
      const cookie = readCookie(req)
      const session = cookie === undefined ? undefined : await sessions.find(cookie)
      if (session !== undefined) active.set(req, session)
      next()
    },
    userOf: (req) => active.get(req)?.user,
    tokenOf: (req) => active.get(req)?.csrf,
    async formToken(req, res) {
      const current = active.get(req)
      if (current !== undefined) return current.csrf
      const session = await sessions.start()
      activate(req, undefined, session)
      setCookie(req, res, session.cookie, undefined)
      return session.csrf
    },
    async logIn(req, res, user) {
      await end(req)
      const session = await sessions.start(user.id)
      activate(req, user, session)
      setCookie(req, res, session.cookie, session.lifetime)
    },
    async logOut(req, res) {
      await end(req)
      setCookie(req, res, '', 0)
    },
  }
}

/** The value of the session cookie; undefined if it is absent or malformed. */
function readCookie(req: Request): string | undefined {
  const value = parseCookie(req.headers.cookie ?? '')[cookieName]
  return value !== undefined && /^[0-9a-f]{64}$/.test(value) ? value : undefined
}
