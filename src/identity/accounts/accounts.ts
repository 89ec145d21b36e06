import type { Actor } from '../../core/ports/audit-log.js'
import type { Clock } from '../../core/ports/clock.js'
import type { AccountState, UserStore } from '../../core/ports/user-store.js'
import type { LockoutStore } from '../ports/lockout-store.js'
import type { SessionStore } from '../ports/session-store.js'
import { createLockout } from './lockout.js'
import { type LogInForm, type LogInOutcome, logIn } from './log-in.js'
import { hashPassword, passwordProblem } from './password.js'
import { createSessions, type Sessions } from './sessions.js'
import { type SignUpForm, type SignUpOutcome, signUp } from './sign-up.js'

/** What accounts are kept in. */
export interface AccountDependencies {
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly lockouts: LockoutStore
  readonly clock: Clock
}

/** How a change to an account went; a problem is a sentence to show. */
export type AccountChange = { readonly ok: true } | { readonly ok: false; readonly problem: string }

/** Everything that people and the command line do with accounts. */
export interface Accounts {
  readonly sessions: Sessions
  /** Opens an account. Without `by` the new member does so. */
  signUp(form: SignUpForm, by?: Actor): Promise<SignUpOutcome>
  logIn(form: LogInForm): Promise<LogInOutcome>
  /** Gives a new password and ends all sessions of the account. */
  setPassword(userId: string, password: string, by: Actor): Promise<AccountChange>
  /** Keeps an account from acting (108) until it is restored, and ends its sessions. */
  suspend(userId: string, by: Actor): Promise<AccountChange>
  /** Lets an account act again. */
  restore(userId: string, by: Actor): Promise<AccountChange>
  /** Closes an account, and ends its sessions. */
  close(userId: string, by: Actor): Promise<AccountChange>
}

const done: AccountChange = { ok: true }
const unknown: AccountChange = { ok: false, problem: 'There is no such user' }

/** Builds the account services. */
export function createAccounts({ users, sessions, lockouts, clock }: AccountDependencies): Accounts {
  const lockout = createLockout(lockouts, clock)

  const stop = async (userId: string, state: AccountState, by: Actor): Promise<AccountChange> => {
    if (!(await users.setState(userId, state, by))) return unknown
    await sessions.deleteOf(userId)
    return done
  }

  return {
    sessions: createSessions(sessions, users, clock),
    signUp: (form, by) => signUp(users, form, by),
    logIn: (form) => logIn(users, lockout, form),
    async setPassword(userId, password, by) {
      const problem = passwordProblem(password)
      if (problem !== undefined) return { ok: false, problem }
      if (!(await users.setPassword(userId, await hashPassword(password), by))) return unknown
      await sessions.deleteOf(userId)
      return done
    },
    suspend: (userId, by) => stop(userId, 'suspended', by),
    restore: async (userId, by) => ((await users.setState(userId, 'active', by)) ? done : unknown),
    close: (userId, by) => stop(userId, 'closed', by),
  }
}
