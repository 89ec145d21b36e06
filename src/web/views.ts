import { fileURLToPath } from 'node:url'
import { Eta } from 'eta'
import type { SignUpProblems } from '../identity/accounts/sign-up.js'

/** What each template of views/ shows. */
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

/** A text with the code of its language; empty where that is the page's, or not known. */
interface Worded {
  readonly text: string
  readonly lg: string
}

/** A kind of permission in plain words. */
export interface PermissionView {
  readonly title: Worded
  /** What the level allows, the lower levels included. */
  readonly allows: Worded
  /** Whether it lets things be lost. */
  readonly grave: boolean
}

interface ConsentView {
  readonly csrf: string
  readonly username: string
  readonly name: string
  readonly subtitle: string
  readonly description: string
  /** The language of the two texts; empty where it is not known. */
  readonly lg: string
  readonly developer: string
  readonly website: string | undefined
  readonly permissions: readonly PermissionView[]
  /** Where the user goes afterwards; undefined for programs that wait. */
  readonly destination: string | undefined
}

interface AnsweredView {
  readonly allowed: boolean
  readonly application: string
  /** What the user must type into the program, where it wants that. */
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
  /** The name that could not be added. */
  readonly username: string
  readonly problem: string | undefined
}

interface MessageView {
  readonly title: string
  readonly text: string
  /** What to name when reporting. */
  readonly id?: string
}

const eta = new Eta({ views: fileURLToPath(new URL('./views', import.meta.url)), cache: true })

/** What stands around the content of a page. */
export interface Frame {
  /** The name of the user who is logged in. */
  readonly me: string | undefined
  /** The path of the page, which the navigation marks. */
  readonly path: string
  /** What was just done. */
  readonly notice: string | undefined
}

/** Fills a template; every value is escaped. */
export function render<Name extends keyof Views>(name: Name, view: Views[Name], frame: Frame): string {
  return eta.render(`./${name}`, { ...view, ...frame })
}
