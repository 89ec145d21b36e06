import { fileURLToPath } from 'node:url'
import { Eta } from 'eta'
import type { SignUpProblems } from '../identity/accounts/sign-up.js'

/** The data of each template of views/. */
export interface Views {
  start: { readonly signUpOpen: boolean }
  'log-in': LogInView
  'log-out': { readonly csrf: string }
  'sign-up': SignUpView
  consent: ConsentView
  answered: AnsweredView
  'authorised-apps': AuthorisedAppsView
  revoke: RevokeView
  'blocked-members': BlockedMembersView
  message: MessageView
}

interface LogInView {
  readonly csrf: string
  readonly next: string
  readonly username: string
  readonly problem: string | undefined
  readonly signUpOpen: boolean
}

interface SignUpView {
  readonly csrf: string
  readonly next: string
  readonly username: string
  readonly realname: string
  readonly problems: SignUpProblems
}

/** A text with its language code, which is empty for the page's language and for an unknown one. */
interface TextView {
  readonly text: string
  readonly lg: string
}

/** A kind of permission in plain words. */
export interface PermissionView {
  readonly title: TextView
  /** What the level allows, the lower levels included. */
  readonly allows: TextView
  /** Whether it allows to delete things. */
  readonly grave: boolean
}

interface ConsentView {
  readonly csrf: string
  readonly username: string
  readonly name: string
  readonly subtitle: string
  readonly description: string
  /** The language of subtitle and description; empty if unknown. */
  readonly lg: string
  readonly developer: string
  readonly website: string | undefined
  readonly permissions: readonly PermissionView[]
  /** The host or scheme of the callback; undefined for an application without one. */
  readonly destination: string | undefined
}

interface AnsweredView {
  readonly allowed: boolean
  readonly application: string
  /** The OAuth verifier that the user types into the application, in the flow without a callback (`oob`). */
  readonly verifier: string | undefined
}

interface AuthorisedAppsView {
  readonly apps: readonly {
    readonly key: string
    readonly name: string
    readonly website: string | undefined
    readonly permissions: readonly PermissionView[]
    /** `YYYY-MM-DD`. */
    readonly since: string
    readonly changed: string
  }[]
}

interface RevokeView {
  readonly csrf: string
  readonly key: string
  readonly name: string
  readonly permissions: readonly PermissionView[]
}

interface BlockedMembersView {
  readonly csrf: string
  readonly members: readonly {
    readonly id: string
    readonly username: string
    readonly realname: string
    /** `YYYY-MM-DD`. */
    readonly since: string
  }[]
  /** The username that could not be added. */
  readonly username: string
  readonly problem: string | undefined
}

interface MessageView {
  readonly title: string
  readonly text: string
  /** The request id, to name in a report. */
  readonly id?: string
}

const eta = new Eta({ views: fileURLToPath(new URL('./views', import.meta.url)), cache: true })

/** The data of the layout around a page. */
export interface Frame {
  /** The username of the user who is logged in. */
  readonly me: string | undefined
  /** The path of the page, which the navigation highlights. */
  readonly path: string
  /** The flash message; see notice.ts. */
  readonly notice: string | undefined
  /** The prefix of links to other pages: the path under which browsers see the pages. */
  readonly base: string
}

/** Renders a template; every value is escaped. */
export function render<Name extends keyof Views>(name: Name, view: Views[Name], frame: Frame): string {
  return eta.render(`./${name}`, { ...view, ...frame })
}
