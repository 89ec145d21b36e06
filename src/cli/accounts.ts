import type { Services } from '../compose/services.js'
import type { AccountChange } from '../core/accounts/accounts.js'
import type { User } from '../core/ports/user-store.js'
import { UsageError } from './output.js'

/** Finds an account by its name for logging in. @throws UsageError */
export async function findUser({ users }: Pick<Services, 'users'>, username: string): Promise<User> {
  const user = await users.findByUsername(username)
  if (user === undefined) throw new UsageError(`There is no user ${username}; user list shows all of them`)
  return user
}

/** @throws UsageError where a change was not made */
export function checkChange(change: AccountChange): void {
  if (!change.ok) throw new UsageError(change.problem)
}
