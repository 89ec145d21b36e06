import { randomHex, sha256 } from '../../core/auth/hash.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { User, UserStore } from '../../core/ports/user-store.js'
import type { Session, SessionStore } from '../ports/session-store.js'

/** A new session. */
export interface NewSession {
  /** The value of the cookie: 256 random bits, of which only the hash is stored. */
  readonly cookie: string
  readonly csrf: string
  /** The lifetime in seconds. */
  readonly lifetime: number
}

/** A session that has not expired. */
export interface ActiveSession {
  /** Undefined for a browser that has not logged in. */
  readonly user: User | undefined
  /** The CSRF (synchroniser) token of the session's forms. */
  readonly csrf: string
}

/** The sessions of the pages. */
export interface Sessions {
  /** Starts a session for a user, or an anonymous one, which carries the CSRF token of the log-in form. */
  start(userId?: string): Promise<NewSession>
  /** Finds the session of a cookie; undefined where it has ended, or its user is not active. */
  find(cookie: string): Promise<ActiveSession | undefined>
  /** Ends the session of a cookie, if there is one. */
  end(cookie: string): Promise<void>
}

const userLifetime = 30 * 24 * 3600
/** The lifetime of an anonymous session in seconds: long enough to fill in a form. */
const anonymousLifetime = 3600

/** Creates the session services on their store. */
export function createSessions(store: SessionStore, users: UserStore, clock: Clock): Sessions {
  return {
    async start(userId) {
      const cookie = randomHex(32)
      const csrf = randomHex(32)
      const lifetime = userId === undefined ? anonymousLifetime : userLifetime
      const session: Session = { hash: sha256(cookie), userId, csrf, expiresAt: seconds(clock) + lifetime }
      await store.save(session)
      return { cookie, csrf, lifetime }
    },
    async find(cookie) {
      const session = await store.find(sha256(cookie), seconds(clock))
      if (session?.csrf === undefined) return undefined
      if (session.userId === undefined) return { user: undefined, csrf: session.csrf }
      const user = await users.find(session.userId)
      return user?.state === 'active' ? { user, csrf: session.csrf } : undefined
    },
    end: (cookie) => store.delete(sha256(cookie)),
  }
}
