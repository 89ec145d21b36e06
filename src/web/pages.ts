import express, { type Express } from 'express'
import { authorisedAppsPage, revokePage } from './account/authorised-apps-page.js'
import { blockedMembersPage, unblockPage } from './account/blocked-members-page.js'
import { logInPage } from './account/log-in-page.js'
import { logOutPage } from './account/log-out-page.js'
import { signUpPage } from './account/sign-up-page.js'
import { authorisePage } from './consent/authorise-page.js'
import { oauthAuthorisePage } from './consent/oauth-authorise-page.js'
import type { PageDependencies } from './dependencies.js'
import { failurePage, notFound, onlyVerbs } from './failures.js'
import { favicon, faviconIco } from './favicon.js'
import { createFileServer, filePaths } from './files/file-server.js'
import { closedForMaintenance } from './maintenance.js'
import { ownFormsOnly } from './own-forms-only.js'
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

/** The pages for people: everything that the API does not answer. */
export interface Pages {
  readonly handle: Express
  /** Where there are pages; all other paths are answered by one that says that there is none. */
  readonly paths: readonly string[]
}

/** Builds the pages for people. */
export function createPages(parts: PageDependencies): Pages {
  const tools = createPageContext(parts)
  const served = [...pages, ...consentPages(parts.consent)].map((createPage) => createPage(tools))
  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', false)
  app.use(requestLog(parts))
  app.use(closedForMaintenance(parts.maintenance))
  if (parts.files !== undefined) app.use(createFileServer(parts.files))
  app.use(...securityHeaders(), tools.browsers.load)
  addPages(app, served, tools)
  app.use(notFound)
  app.use(failurePage(tools))
  return { handle: app, paths: [...served.map(({ path }) => path), ...(parts.files === undefined ? [] : [filePaths])] }
}

function addPages(app: Express, served: readonly Page[], tools: PageContext): void {
  const guards = ownFormsOnly(tools.settings.publicUrl, tools.browsers, tools.clientOf)
  for (const page of served) {
    const route = app.route(page.path)
    if (page.get !== undefined) route.get(page.get)
    if (page.post !== undefined) route.post(guards, page.post)
    route.all(
      onlyVerbs([...(page.get === undefined ? [] : ['GET', 'HEAD']), ...(page.post === undefined ? [] : ['POST'])]),
    )
  }
}
