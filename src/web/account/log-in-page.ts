import type { Request, Response } from 'express'
import type { LogInOutcome } from '../../identity/accounts/log-in.js'
import { allowCallbackOf } from '../consent/authorise-link.js'
import { localPath } from '../local-path.js'
import type { Page, PageContext } from '../page-context.js'
import { formField, queryField } from '../request-fields.js'
import { noteReason } from '../request-log.js'

/** Logs users in and redirects them to the page in `next`. */
export function logInPage({ accounts, browsers, show, logins, settings, clientOf, goTo }: PageContext): Page {
  const form = async (req: Request, res: Response, filled: { next: string; username: string; problem?: string }) => {
    const { next, username, problem } = filled
    await allowCallbackOf(logins, res, next)
    const csrf = await browsers.formToken(req, res)
    show(req, res, 'log-in', { csrf, next, username, problem, signUpOpen: settings.signUpOpen })
  }

  return {
    path: '/login',
    async get(req, res) {
      const next = localPath(queryField(req, 'next'))
      if (browsers.userOf(req) !== undefined) return goTo(res, next)
      await form(req, res, { next, username: '' })
    },
    async post(req, res) {
      const next = localPath(formField(req, 'next') || queryField(req, 'next'))
      const username = formField(req, 'username').trim()
      const { address } = clientOf(req)
      const outcome = await accounts.logIn({ username, password: formField(req, 'password'), address })
      if (outcome.kind === 'welcome') {
        await browsers.logIn(req, res, outcome.user)
        return goTo(res, next)
      }
      if (outcome.kind === 'locked') res.setHeader('Retry-After', outcome.seconds)
      res.status(outcome.kind === 'locked' ? 429 : 403)
      const problem = problemOf(outcome)
      noteReason(res, problem)
      await form(req, res, { next, username, problem })
    },
  }
}

function problemOf(outcome: Exclude<LogInOutcome, { kind: 'welcome' }>): string {
  switch (outcome.kind) {
    case 'refused':
      return 'The name or the password is wrong.'
    case 'inactive':
      return 'This account is suspended or closed. Ask whoever runs this service.'
    case 'locked':
      return `There were too many failed attempts. Try again in ${duration(outcome.seconds)}.`
  }
}

function duration(seconds: number): string {
  if (seconds === 1) return '1 second'
  return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
}
