import type { User, UserStore } from '../../core/ports/user-store.js'
import type { Lockout } from './lockout.js'
import { addressSubject, nameSubject } from './lockout-subject.js'
import { checkPassword } from './password.js'
import { usernameGrammar } from './sign-up.js'

/** The input of a log-in. */
export interface LogInForm {
  readonly username: string
  readonly password: string
  /** The network address, after trusted proxies. */
  readonly address: string
}

/** The outcome of a log-in. */
export type LogInOutcome =
  | { readonly kind: 'welcome'; readonly user: User }
  /** The name or the password is wrong; the response does not distinguish them. */
  | { readonly kind: 'refused' }
  /** Too many failures: the password was not checked. */
  | { readonly kind: 'locked'; readonly seconds: number }
  /** The password is right, but the account is suspended or closed. */
  | { readonly kind: 'inactive' }

/**
 * Checks a username and a password. Unknown names have the same cost, lockout and outcome as known ones, so that accounts
 * cannot be enumerated.
 */
export async function logIn(users: UserStore, lockout: Lockout, form: LogInForm): Promise<LogInOutcome> {
  const address = addressSubject(form.address)
  // An invalid username is not counted, so that arbitrary texts do not fill the lockout store.
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
  // The address keeps its count; otherwise an attacker's own log-in would reset it between guesses at other accounts.
  await lockout.clear(nameSubject(user.username))
  return user.state === 'active' ? { kind: 'welcome', user } : { kind: 'inactive' }
}
