import type { User, UserStore } from '../../core/ports/user-store.js'
import type { Lockout } from './lockout.js'
import { addressSubject, nameSubject } from './lockout-subject.js'
import { checkPassword } from './password.js'
import { usernameGrammar } from './sign-up.js'

/** What somebody types to log in, and where from. */
export interface LogInForm {
  readonly username: string
  readonly password: string
  /** The network address, after trusted proxies. */
  readonly address: string
}

/** How a log-in went. */
export type LogInOutcome =
  | { readonly kind: 'welcome'; readonly user: User }
  /** The name or the password is wrong; which one is not said. */
  | { readonly kind: 'refused' }
  /** Too many failures: the password was not looked at. */
  | { readonly kind: 'locked'; readonly seconds: number }
  /** The password is right, but the account is suspended or closed. */
  | { readonly kind: 'inactive' }

/** Checks a name and a password. Unknown names cost, count and answer exactly like known ones. */
export async function logIn(users: UserStore, lockout: Lockout, form: LogInForm): Promise<LogInOutcome> {
  const address = addressSubject(form.address)
  // A text that no account can be named takes no place among the counted names.
  const name = usernameGrammar.test(form.username) ? nameSubject(form.username) : undefined
  const seconds = Math.max(await lockout.wait(address), name === undefined ? 0 : await lockout.wait(name))
  if (seconds > 0) return { kind: 'locked', seconds }
  const busy = name === undefined ? 0 : await lockout.attempt(name)
  if (busy > 0) return { kind: 'locked', seconds: busy }

  const user = name === undefined ? undefined : await users.findByUsername(form.username)
  if (!(await checkPassword(user?.passwordHash, form.password)) || user === undefined) {
    await lockout.fail(address)
    return { kind: 'refused' }
  }
  // The address keeps its count: else an own account would buy new guesses at those of others.
  await lockout.clear(nameSubject(user.username))
  return user.state === 'active' ? { kind: 'welcome', user } : { kind: 'inactive' }
}
