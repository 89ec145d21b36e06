import type { Actor } from '../../core/ports/audit-log.js'
import type { User, UserStore } from '../../core/ports/user-store.js'
import { languageProblem } from './language.js'
import { hashPassword, passwordProblem } from './password.js'

/** What somebody types to open an account. */
export interface SignUpForm {
  readonly username: string
  readonly password: string
  /** Empty where nothing was given. */
  readonly realname: string
  /** Language code of two letters. */
  readonly lg: string
}

/** What is wrong with a sign-up, by field, in sentences that a page can show. */
export type SignUpProblems = Partial<Record<'username' | 'password' | 'realname' | 'lg', string>>

/** The new account, or what keeps it from being opened. */
export type SignUpOutcome =
  | { readonly user: User; readonly problems?: never }
  | { readonly user?: never; readonly problems: SignUpProblems }

/** The names that accounts may have; ASCII only, so that no name can be mistaken for another. */
export const usernameGrammar = /^[A-Za-z0-9._-]{3,32}$/

const longestRealname = 100

/** Opens an account. Without `by` the new member does so. */
export async function signUp(users: UserStore, form: SignUpForm, by?: Actor): Promise<SignUpOutcome> {
  const { username, lg } = form
  const realname = form.realname.trim()
  const problems = findProblems({ ...form, realname })
  if (Object.keys(problems).length > 0) return { problems }
  const passwordHash = await hashPassword(form.password)
  const user = await users.create({ username, realname, lg, passwordHash }, by)
  return user === undefined ? { problems: { username: 'This name is taken; choose another one' } } : { user }
}

/** Says what is wrong with a name for logging in; undefined where nothing is. */
export function usernameProblem(username: string): string | undefined {
  return usernameGrammar.test(username)
    ? undefined
    : 'Choose a name of 3 to 32 letters, digits, dots, hyphens or underscores'
}

/** Says what is wrong with a name to show; undefined where nothing is. */
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
