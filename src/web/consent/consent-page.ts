import type { Request, Response } from 'express'
import type { Pair } from '../../core/pair.js'
import type { Permissions } from '../../core/permissions.js'
import type { Application } from '../../core/ports/app-store.js'
import type { User } from '../../core/ports/user-store.js'
import type { Page, PageContext } from '../page-context.js'
import { formField, queryPairs } from '../request-fields.js'
import { limitForms } from '../security-headers.js'
import { webAddress } from '../web-address.js'
import { inWords } from './permission-words.js'

/** What an application wants of a user. */
export interface ConsentRequest {
  readonly app: Application
  readonly permissions: Permissions
  /** Where the user goes afterwards; undefined for programs that wait. */
  readonly callback: URL | undefined
}

/** What follows a user's answer: the browser goes somewhere, or a page says what is to be done. */
export type Next = { readonly redirect: string } | { readonly verifier: string } | undefined

/** Sends the browser to an address, where there is one. */
export function goingTo(redirect: string | undefined): Next {
  return redirect === undefined ? undefined : { redirect }
}

/** A flow that asks a user for permission at some point. */
export interface ConsentFlow<Asked extends ConsentRequest> {
  /** Where applications send users. */
  readonly path: string
  /** Checks the link that brought the user; throws where it does not hold. */
  open(pairs: readonly Pair[]): Promise<Asked>
  /** The language that the link wants the application's texts in. */
  languageOf?(asked: Asked): string | undefined
  /** Where to send a user who need not be asked. */
  unasked?(asked: Asked, userId: string): Promise<string | undefined>
  allow(asked: Asked, userId: string): Promise<Next>
  deny(asked: Asked): Promise<Next>
}

/** Asks users whether an application may act for them. Everything is checked again when they answer. */
export function consentPage<Asked extends ConsentRequest>(tools: PageContext, flow: ConsentFlow<Asked>): Page {
  const { browsers, show } = tools
  const logInFirst = (req: Request, res: Response) =>
    res.redirect(302, `/login?next=${encodeURIComponent(req.originalUrl)}`)

  return {
    path: flow.path,
    async get(req, res) {
      const asked = await flow.open(queryPairs(req.originalUrl))
      const user = browsers.userOf(req)
      if (user === undefined) return logInFirst(req, res)
      const callback = await flow.unasked?.(asked, user.id)
      if (callback !== undefined) return res.redirect(302, callback)
      limitForms(res, asked.callback === undefined ? [] : [asked.callback])
      const csrf = await browsers.formToken(req, res)
      show(req, res, 'consent', { csrf, ...(await describe(tools, asked, user, flow.languageOf?.(asked))) })
    },
    async post(req, res) {
      const asked = await flow.open(queryPairs(req.originalUrl))
      const user = browsers.userOf(req)
      if (user === undefined) return logInFirst(req, res)
      const allowed = formField(req, 'deny') === ''
      const next = await (allowed ? flow.allow(asked, user.id) : flow.deny(asked))
      if (next !== undefined && 'redirect' in next) return res.redirect(302, next.redirect)
      show(req, res, 'answered', { allowed, application: asked.app.name, verifier: next?.verifier })
    },
  }
}

async function describe({ users, kinds }: PageContext, wish: ConsentRequest, user: User, lg: string | undefined) {
  const { app, permissions, callback } = wish
  const owner = await users.find(app.ownerId)
  return {
    username: user.username,
    name: app.name,
    ...textFor(app, [lg, user.lg]),
    developer: owner === undefined ? '' : owner.realname || owner.username,
    website: webAddress(app.website),
    permissions: inWords(kinds, permissions, [lg, user.lg]),
    destination: callback && (callback.host || callback.protocol),
  }
}

/** The application's texts in the first of these languages that it has, else those for every language. */
function textFor({ texts }: Application, languages: readonly (string | undefined)[]) {
  const lg = languages.find((language) => language !== undefined && Object.hasOwn(texts, language)) ?? ''
  return { lg, subtitle: '', description: '', ...texts[lg] }
}
