import type { Actor } from '../../core/ports/audit-log.js'
import type { User, UserStore } from '../../core/ports/user-store.js'
import { languageProblem } from './language.js'
import { hashPassword, passwordProblem } from './password.js'

/** The input of a sign-up. */
export interface SignUpForm {
  readonly username: string
  readonly password: string
  /** Empty where nothing was given. */
  readonly realname: string
  /** Language code of two letters. */
  readonly lg: string
}

/** The problems of a sign-up by field, in sentences for users. */
export type SignUpProblems = Partial<Record<'username' | 'password' | 'realname' | 'lg', string>>

/** The outcome of a sign-up: the new account, or the problems. */
export type SignUpOutcome =
  | { readonly user: User; readonly problems?: never }
  | { readonly user?: never; readonly problems: SignUpProblems }

/** The grammar of usernames; ASCII only, so that names cannot be confused by similar letters of other scripts. */
export const usernameGrammar = /^[A-Za-z0-9._-]{3,32}$/

const longestRealname = 100

/** Creates an account. Without `by` the actor is the new user. */
export async function signUp(users: UserStore, form: SignUpForm, by?: Actor): Promise<SignUpOutcome> {
  const { username, lg } = form
  const realname = form.realname.trim()
  const problems = findProblems({ ...form, realname })
  if (Object.keys(problems).length > 0) return { problems }
  const passwordHash = await hashPassword(form.password)
  const user = await users.create({ username, realname, lg, passwordHash }, by)
  return user === undefined ? { problems: { username: 'This name is taken; choose another one' } } : { user }
}

/** Validates a username. @returns a sentence for users; undefined where it is valid */
export function usernameProblem(username: string): string | undefined {
  return usernameGrammar.test(username)
    ? undefined
    : 'Choose a name of 3 to 32 letters, digits, dots, hyphens or underscores'
}

/** Validates a display name. @returns a sentence for users; undefined where it is valid */
export function realnameProblem(realname: string): string | undefined {
  return realname.trim().length > longestRealname || /\p{Cc}/u.test(realname)
    ? `Write your name on one line, in at most ${longestRealname} characters`
    : undefined
}

function findProblems({ username, password, realname, lg }: SignUpForm): SignUpProblems {
  const found = {
    username: usernameProblem(username),
    realname: realnameProblem(realname),
    password: passwordProblem(password),
    lg: languageProblem(lg),
  }
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem !== undefined))
}
