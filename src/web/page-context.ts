import type { Request, Response } from 'express'
import { type Browsers, createBrowsers } from './browsers.js'
import type { PageDependencies } from './dependencies.js'
import { takeNotice } from './notice.js'
import { render, type Views } from './views.js'

/** A page: what it does on GET and on POST; any other verb is refused. */
export interface Page {
  readonly path: string
  get?(req: Request, res: Response): Promise<void> | void
  /** Called only for forms of our own. */
  post?(req: Request, res: Response): Promise<void> | void
}

/** What the pages share. */
export interface PageContext extends PageDependencies {
  readonly browsers: Browsers
  /** Answers with a page; the status is 200 unless it was set. */
  show<Name extends keyof Views>(req: Request, res: Response, name: Name, view: Views[Name]): void
}

/** Builds the tools out of the parts. */
export function createPageContext(parts: PageDependencies): PageContext {
  const browsers = createBrowsers(parts.accounts.sessions, (req) => parts.clientOf(req))
  return {
    ...parts,
    browsers,
    show: (req, res, name, view) => {
      const frame = { me: browsers.userOf(req)?.username, path: req.path, notice: takeNotice(req, res) }
      res.type('html').send(render(name, view, frame))
    },
  }
}
