import type { User } from '../../core/ports/user-store.js'
import type { AccountChange } from '../../identity/accounts/accounts.js'
import type { Services } from '../../server/services.js'
import { RefusalError } from '../output.js'

/** Finds an account by its username. @throws RefusalError if there is none */
export async function findUser({ users }: Pick<Services, 'users'>, username: string): Promise<User> {
  const user = await users.findByUsername(username)
  if (user === undefined) throw new RefusalError(`There is no user ${username}; user list shows all of them`)
  return user
}

/** Checks the result of a change. @throws RefusalError if it was refused */
export function checkChange(change: AccountChange): void {
  if (!change.ok) throw new RefusalError(change.problem)
}
