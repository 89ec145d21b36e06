import type { Application, NewApplication } from '../../src/core/ports/app-store.js'
import type { User } from '../../src/core/ports/user-store.js'
import type { MovingClock } from '../support/moving-clock.js'
import type { Stores } from '../support/sql-stores.js'

/** What a contract is run against: adapters on an empty place, and the clock that they were given. */
export interface Subject extends Stores {
  readonly clock: MovingClock
}

let counter = 0

/** Opens an account under a name that nobody had before. */
export async function someUser({ users }: Pick<Subject, 'users'>): Promise<User> {
  const username = `Member${++counter}`
  const user = await users.create({ username, realname: 'A Member', lg: 'en', passwordHash: '$argon2id$of-nothing' })
  if (user === undefined) throw new Error(`The name ${username} should have been free.`)
  return user
}

/** Registers an application, with what is asked for and plain values else. */
export async function someApp(
  subject: Pick<Subject, 'apps' | 'users'> & Partial<Pick<Subject, 'clock'>>,
  wishes: Partial<NewApplication> = {},
): Promise<Application> {
  const ownerId = wishes.ownerId ?? (await someUser(subject)).id
  return subject.apps.create({ name: 'Uploader', type: 'desktop', ...wishes, ownerId }, 'cli:test')
}
