import express, { type Express } from 'express'
import { authorisedAppsPage, revokePage } from './account/authorised-apps-page.js'
import { blockedMembersPage, unblockPage } from './account/blocked-members-page.js'
import { logInPage } from './account/log-in-page.js'
import { logOutPage } from './account/log-out-page.js'
import { signUpPage } from './account/sign-up-page.js'
import { authorisePage } from './consent/authorise-page.js'
import { oauthAuthorisePage } from './consent/oauth-authorise-page.js'
import { csrfProtection } from './csrf-protection.js'
import type { PageDependencies } from './dependencies.js'
import { errorPage, notFound, onlyVerbs } from './failures.js'
import { favicon, faviconIco } from './favicon.js'
import { createFileServer, filePaths } from './files/file-server.js'
import { closedForMaintenance } from './maintenance.js'
import { createPageContext, type Page, type PageContext } from './page-context.js'
import { requestLog } from './request-log.js'
import { securityHeaders } from './security-headers.js'
import { startPage } from './start-page.js'
import { styleSheet } from './style-sheet.js'

const pages = [
  startPage,
  logInPage,
  logOutPage,
  signUpPage,
  authorisedAppsPage,
  revokePage,
  blockedMembersPage,
  unblockPage,
  styleSheet,
  favicon,
  faviconIco,
]

function consentPages({ byLink, byOAuth }: PageDependencies['consent']) {
  return [...(byLink ? [authorisePage] : []), ...(byOAuth ? [oauthAuthorisePage] : [])]
}

/** The pages for people, which answer every path that is no route of the API. */
export interface Pages {
  readonly handle: Express
  /** The path patterns of the pages; all other paths are answered with 404. */
  readonly paths: readonly string[]
}

/** Builds the express application of the pages. */
export function createPages(dependencies: PageDependencies): Pages {
  const context = createPageContext(dependencies)
  const served = [...pages, ...consentPages(dependencies.consent)].map((createPage) => createPage(context))
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', false)
  app.use(requestLog(dependencies))
  app.use(closedForMaintenance(dependencies.maintenance))
  if (dependencies.files !== undefined) app.use(createFileServer(dependencies.files))
  app.use(...securityHeaders(), context.browsers.load)
  addPages(app, served, context)
  app.use(notFound)
  app.use(errorPage(context))
  return {
    handle: app,
    paths: [...served.map(({ path }) => path), ...(dependencies.files === undefined ? [] : [filePaths])],
  }
}

function addPages(app: Express, served: readonly Page[], context: PageContext): void {
  const guards = csrfProtection(context.settings.publicUrl, context.browsers, context.clientOf)
  for (const page of served) {
    const route = app.route(page.path)
    if (page.get !== undefined) route.get(page.get)
    if (page.post !== undefined) route.post(guards, page.post)
    route.all(
      onlyVerbs([...(page.get === undefined ? [] : ['GET', 'HEAD']), ...(page.post === undefined ? [] : ['POST'])]),
    )
  }
}
