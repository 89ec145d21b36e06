import type { Request, Response } from 'express'
import type { SignUpProblems } from '../../identity/accounts/sign-up.js'
import { allowCallbackOf } from '../consent/authorise-link.js'
import { HttpProblem } from '../failures.js'
import { localPath } from '../local-path.js'
import type { Page, PageContext } from '../page-context.js'
import { formField, queryField } from '../request-fields.js'
import { noteReason } from '../request-log.js'

/** Opens accounts, if the setting SIGNUP is `open`. */
export function signUpPage({ accounts, browsers, logins, settings, show, goTo }: PageContext): Page {
  const checkOpen = () => {
    if (settings.signUpOpen) return
    throw new HttpProblem(403, 'Accounts are opened by the operator, with the command `babelgate user create`')
  }
  const form = async (req: Request, res: Response, problems: SignUpProblems) => {
    const next = localPath(formField(req, 'next') || queryField(req, 'next'))
    await allowCallbackOf(logins, res, next)
    const csrf = await browsers.formToken(req, res)
    const [username, realname] = [formField(req, 'username'), formField(req, 'realname')]
    show(req, res, 'sign-up', { csrf, next, username, realname, problems })
  }

  return {
    path: '/signup',
    async get(req, res) {
      checkOpen()
      await form(req, res, {})
    },
    async post(req, res) {
      checkOpen()
      const { user, problems } = await accounts.signUp({
        username: formField(req, 'username').trim(),
        realname: formField(req, 'realname'),
        password: formField(req, 'password'),
        lg: languageOf(req),
      })
      if (problems !== undefined) {
        noteReason(res, Object.values(problems).join('; '))
        res.status(400)
        return form(req, res, problems)
      }
      await browsers.logIn(req, res, user)
      goTo(res, localPath(formField(req, 'next') || queryField(req, 'next')))
    },
  }
}

/** The first language of Accept-Language, as two letters. */
function languageOf(req: Request): string {
  const [first = ''] = req.acceptsLanguages()
  return /^[a-z]{2}(?![a-z])/.exec(first.toLowerCase())?.[0] ?? 'en'
}
