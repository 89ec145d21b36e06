import { randomHex, sha256 } from '../../core/auth/hash.js'
import { type Clock, seconds } from '../../core/ports/clock.js'
import type { User, UserStore } from '../../core/ports/user-store.js'
import type { Session, SessionStore } from '../ports/session-store.js'

/** A session that has just begun. */
export interface NewSession {
  /** The value of the cookie: 256 random bits; only its hash is kept. */
  readonly cookie: string
  readonly csrf: string
  /** Seconds that the session lasts. */
  readonly lifetime: number
}

/** A session that still holds. */
export interface ActiveSession {
  /** Undefined for a browser that has not logged in. */
  readonly user: User | undefined
  /** The synchroniser token that every form of this session carries. */
  readonly csrf: string
}

/** The sessions of the pages. */
export interface Sessions {
  /** Begins a session, for a user or, so that the log-in form has a token, for nobody yet. */
  start(userId?: string): Promise<NewSession>
  /** Gives the session of a cookie; undefined where it has ended, or its user may not act any more. */
  find(cookie: string): Promise<ActiveSession | undefined>
  /** Ends the session of a cookie, if there is one. */
  end(cookie: string): Promise<void>
}

const userLifetime = 30 * 24 * 3600
/** Long enough to fill in a form. */
const nobodyLifetime = 3600

/** Builds the sessions on their store. */
export function createSessions(store: SessionStore, users: UserStore, clock: Clock): Sessions {
  return {
    async start(userId) {
      const cookie = randomHex(32)
      const csrf = randomHex(32)
      const lifetime = userId === undefined ? nobodyLifetime : userLifetime
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
