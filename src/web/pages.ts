import express, { type Express } from 'express'
import { authorisePage } from './authorise-page.js'
import { authorisedAppsPage, revokePage } from './authorised-apps-page.js'
import { blockedMembersPage, unblockPage } from './blocked-members-page.js'
import { failurePage, notFound, onlyVerbs } from './failures.js'
import { favicon, faviconIco } from './favicon.js'
import { createFileServer } from './file-server.js'
import { logInPage } from './log-in-page.js'
import { logOutPage } from './log-out-page.js'
import { closedForMaintenance } from './maintenance.js'
import { oauthAuthorisePage } from './oauth-authorise-page.js'
import { ownFormsOnly } from './own-forms-only.js'
import type { PageParts } from './parts.js'
import { requestLog } from './request-log.js'
import { securityHeaders } from './security-headers.js'
import { signUpPage } from './sign-up-page.js'
import { startPage } from './start-page.js'
import { styleSheet } from './style-sheet.js'
import { createTools, type Tools } from './tools.js'

const pages = [
  startPage,
  logInPage,
  logOutPage,
  signUpPage,
  authorisePage,
  oauthAuthorisePage,
  authorisedAppsPage,
  revokePage,
  blockedMembersPage,
  unblockPage,
  styleSheet,
  favicon,
  faviconIco,
]

/** The pages for people: everything that the API does not answer. */
export function createPages(parts: PageParts): Express {
  const tools = createTools(parts)
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', false)
  app.use(requestLog(parts))
  app.use(closedForMaintenance(parts.maintenance))
  app.use(createFileServer(parts.files))
  app.use(...securityHeaders(), tools.browsers.load)
  addPages(app, tools)
  app.use(notFound)
  app.use(failurePage(tools))
  return app
}

function addPages(app: Express, tools: Tools): void {
  const guards = ownFormsOnly(tools.settings.publicUrl, tools.browsers, tools.clientOf)
  for (const createPage of pages) {
    const page = createPage(tools)
    const route = app.route(page.path)
    if (page.get !== undefined) route.get(page.get)
    if (page.post !== undefined) route.post(guards, page.post)
    route.all(
      onlyVerbs([...(page.get === undefined ? [] : ['GET', 'HEAD']), ...(page.post === undefined ? [] : ['POST'])]),
    )
  }
}
