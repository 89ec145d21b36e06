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

/** The dependencies of the account services. */
export interface AccountDependencies {
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly lockouts: LockoutStore
  readonly clock: Clock
}

/** The outcome of a change to an account; a problem is a sentence for users. */
export type AccountChange = { readonly ok: true } | { readonly ok: false; readonly problem: string }

/** The account services, for pages and the command line. */
export interface Accounts {
  readonly sessions: Sessions
  /** Creates an account. Without `by` the actor is the new user. */
  signUp(form: SignUpForm, by?: Actor): Promise<SignUpOutcome>
  logIn(form: LogInForm): Promise<LogInOutcome>
  /** Sets a new password and ends all sessions of the account. */
  setPassword(userId: string, password: string, by: Actor): Promise<AccountChange>
  /** Suspends an account, whose calls are refused with 108 until it is restored, and ends its sessions. */
  suspend(userId: string, by: Actor): Promise<AccountChange>
  /** Ends the suspension of an account. */
  restore(userId: string, by: Actor): Promise<AccountChange>
  /** Closes an account, and ends its sessions. */
  close(userId: string, by: Actor): Promise<AccountChange>
}

const done: AccountChange = { ok: true }
const unknown: AccountChange = { ok: false, problem: 'There is no such user' }

/** Creates the account services. */
export function createAccounts({ users, sessions, lockouts, clock }: AccountDependencies): Accounts {
  const lockout = createLockout(lockouts, clock)

  const deactivate = async (userId: string, state: AccountState, by: Actor): Promise<AccountChange> => {
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
    suspend: (userId, by) => deactivate(userId, 'suspended', by),
    restore: async (userId, by) => ((await users.setState(userId, 'active', by)) ? done : unknown),
    close: (userId, by) => deactivate(userId, 'closed', by),
  }
}
