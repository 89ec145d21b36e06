import type { Request, Response } from 'express'
import type { LoginRequest } from '../core/consent/logins.js'
import type { Application } from '../core/ports/app-store.js'
import type { User } from '../core/ports/user-store.js'
import { authorisePath } from './authorise-link.js'
import { inWords } from './permission-words.js'
import { formField, queryPairs } from './request-fields.js'
import { limitForms } from './security-headers.js'
import type { Page, Tools } from './tools.js'
import { webAddress } from './web-address.js'

/** Asks users whether an application may act for them (spec/ipernity-wire section 7). */
export function authorisePage({ browsers, logins, users, show }: Tools): Page {
  const logInFirst = (req: Request, res: Response) =>
    res.redirect(302, `/login?next=${encodeURIComponent(req.originalUrl)}`)

  const ask = async (req: Request, res: Response, { app, link, callback }: LoginRequest, user: User) => {
    const owner = await users.find(app.ownerId)
    limitForms(res, callback === undefined ? [] : [callback])
    show(req, res, 'consent', {
      csrf: await browsers.formToken(req, res),
      username: user.username,
      name: app.name,
      ...textFor(app, [link.lg, user.lg]),
      developer: owner === undefined ? '' : owner.realname || owner.username,
      website: webAddress(app.website),
      permissions: inWords(link.permissions),
      destination: callback && (callback.host || callback.protocol),
    })
  }

  return {
    path: authorisePath,
    async get(req, res) {
      const request = await logins.open(queryPairs(req.originalUrl))
      const user = browsers.userOf(req)
      if (user === undefined) return logInFirst(req, res)
      const callback = await logins.unasked(request, user.id)
      if (callback !== undefined) return res.redirect(302, callback)
      await ask(req, res, request, user)
    },
    async post(req, res) {
      const request = await logins.open(queryPairs(req.originalUrl))
      const user = browsers.userOf(req)
      if (user === undefined) return logInFirst(req, res)
      const allowed = formField(req, 'deny') === ''
      const callback = allowed ? await logins.allow(request, user.id) : logins.deny(request)
      if (callback !== undefined) return res.redirect(302, callback)
      show(req, res, 'answered', { allowed, application: request.app.name })
    },
  }
}

/** The application's texts in the first of these languages that it has, else those for every language. */
function textFor({ texts }: Application, languages: readonly (string | undefined)[]) {
  const lg = languages.find((language) => language !== undefined && Object.hasOwn(texts, language)) ?? ''
  return { lg, subtitle: '', description: '', ...texts[lg] }
}
