import type { Application, NewApplication } from '../../src/core/ports/app-store.js'
import type { User } from '../../src/core/ports/user-store.js'
import type { MovingClock } from '../support/moving-clock.js'
import type { Stores } from '../support/sql-stores.js'

/** The subject of a contract: adapters on an empty database, and their clock. */
export interface Subject extends Stores {
  readonly clock: MovingClock
}

let counter = 0

/** Creates an account with a unique name. */
export async function someUser({ users }: Pick<Subject, 'users'>): Promise<User> {
  const username = `Member${++counter}`
  const user = await users.create({ username, realname: 'A Member', lg: 'en', passwordHash: '$argon2id$of-nothing' })
  if (user === undefined) throw new Error(`The name ${username} should have been free.`)
  return user
}

/** Registers an application, with defaults for what is not given. */
export async function someApp(
  subject: Pick<Subject, 'apps' | 'users'> & Partial<Pick<Subject, 'clock'>>,
  wishes: Partial<NewApplication> = {},
): Promise<Application> {
  const ownerId = wishes.ownerId ?? (await someUser(subject)).id
  return subject.apps.create({ name: 'Uploader', type: 'desktop', ...wishes, ownerId }, 'cli:test')
}
