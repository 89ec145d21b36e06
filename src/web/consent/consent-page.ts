import type { Request, Response } from 'express'
import type { Pair } from '../../core/pair.js'
import type { Permissions } from '../../core/permissions.js'
import type { Application } from '../../core/ports/app-store.js'
import type { User } from '../../core/ports/user-store.js'
import type { Page, PageContext } from '../page-context.js'
import { formField, queryPairs } from '../request-fields.js'
import { limitForms } from '../security-headers.js'
import { webAddress } from '../web-address.js'
import { describePermissions } from './describe-permissions.js'

/** A request of an application for a user's consent. */
export interface ConsentRequest {
  readonly app: Application
  readonly permissions: Permissions
  /** The address that the user is redirected to afterwards; undefined for an application without a callback. */
  readonly callback: URL | undefined
}

/** The outcome of a user's answer: a redirect, a verifier to show, or neither. */
export type ConsentOutcome = { readonly redirect: string } | { readonly verifier: string } | undefined

/** The outcome that redirects to an address, if there is one. */
export function redirectTo(redirect: string | undefined): ConsentOutcome {
  return redirect === undefined ? undefined : { redirect }
}

/** An authorisation flow with a consent page. */
export interface ConsentFlow<Asked extends ConsentRequest> {
  /** The path of the consent page. */
  readonly path: string
  /** Reads the request from the query of the link. @throws ApiError for an invalid link */
  open(pairs: readonly Pair[]): Promise<Asked>
  /** The language that the link requests for the application's texts. */
  languageOf?(asked: Asked): string | undefined
  /** The redirect of a user who has consented before. */
  unasked?(asked: Asked, userId: string): Promise<string | undefined>
  allow(asked: Asked, userId: string): Promise<ConsentOutcome>
  deny(asked: Asked): Promise<ConsentOutcome>
}

/** Asks a user whether an application may act for them. The link is checked again when the answer is posted. */
export function consentPage<Asked extends ConsentRequest>(context: PageContext, flow: ConsentFlow<Asked>): Page {
  const { browsers, show, goTo } = context
  const logInFirst = (req: Request, res: Response) => goTo(res, `/login?next=${encodeURIComponent(req.url)}`)

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
      show(req, res, 'consent', { csrf, ...(await describe(context, asked, user, flow.languageOf?.(asked))) })
    },
    async post(req, res) {
      const asked = await flow.open(queryPairs(req.originalUrl))
      const user = browsers.userOf(req)
      if (user === undefined) return logInFirst(req, res)
      const allowed = formField(req, 'deny') === ''
      const outcome = await (allowed ? flow.allow(asked, user.id) : flow.deny(asked))
      if (outcome !== undefined && 'redirect' in outcome) return res.redirect(302, outcome.redirect)
      show(req, res, 'answered', { allowed, application: asked.app.name, verifier: outcome?.verifier })
    },
  }
}

async function describe({ users, kinds }: PageContext, request: ConsentRequest, user: User, lg: string | undefined) {
  const { app, permissions, callback } = request
  const owner = await users.find(app.ownerId)
  return {
    username: user.username,
    name: app.name,
    ...textFor(app, [lg, user.lg]),
    developer: owner === undefined ? '' : owner.realname || owner.username,
    website: webAddress(app.website),
    permissions: describePermissions(kinds, permissions, [lg, user.lg]),
    destination: callback && (callback.host || callback.protocol),
  }
}

/** The application's texts in the first of these languages that it has, else its default texts. */
function textFor({ texts }: Application, languages: readonly (string | undefined)[]) {
  const lg = languages.find((language) => language !== undefined && Object.hasOwn(texts, language)) ?? ''
  return { lg, subtitle: '', description: '', ...texts[lg] }
}
