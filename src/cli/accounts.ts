import type { User } from '../core/ports/user-store.js'
import type { AccountChange } from '../identity/accounts/accounts.js'
import type { Services } from '../server/services.js'
import { RefusalError } from './output.js'

/** Finds an account by its name for logging in. @throws RefusalError */
export async function findUser({ users }: Pick<Services, 'users'>, username: string): Promise<User> {
  const user = await users.findByUsername(username)
  if (user === undefined) throw new RefusalError(`There is no user ${username}; user list shows all of them`)
  return user
}

/** @throws RefusalError where a change was not made */
export function checkChange(change: AccountChange): void {
  if (!change.ok) throw new RefusalError(change.problem)
}
