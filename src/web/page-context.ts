import type { Request, Response } from 'express'
import { type Browsers, createBrowsers } from './browsers.js'
import type { PageDependencies } from './dependencies.js'
import { takeNotice } from './notice.js'
import { render, type Views } from './views.js'

/** A page with its handlers for GET and POST; other verbs are answered with 405. */
export interface Page {
  readonly path: string
  get?(req: Request, res: Response): Promise<void> | void
  /** Runs behind the CSRF protection. */
  post?(req: Request, res: Response): Promise<void> | void
}

/** The context of every page. */
export interface PageContext extends PageDependencies {
  readonly browsers: Browsers
  /** Redirects the browser to another page. @param path below the base path, query included */
  goTo(res: Response, path: string): void
  /** Renders a template as the answer; the status is 200 unless it was set before. */
  show<Name extends keyof Views>(req: Request, res: Response, name: Name, view: Views[Name]): void
}

/** Makes the context of the pages from their dependencies. */
export function createPageContext(dependencies: PageDependencies): PageContext {
  const { basePath } = dependencies.settings
  const clientOf: PageDependencies['clientOf'] = (req) => dependencies.clientOf(req)
  const browsers = createBrowsers(dependencies.accounts.sessions, { clientOf, basePath })
  return {
    ...dependencies,
    browsers,
    goTo: (res, path) => res.redirect(302, basePath + path),
    show: (req, res, name, view) => {
      const me = browsers.userOf(req)?.username
      const frame = { me, path: req.path, notice: takeNotice(req, res, basePath), base: basePath }
      res.type('html').send(render(name, view, frame))
    },
  }
}
