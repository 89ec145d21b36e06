import type { Identity } from './api-client.js'
import type { Installation } from './process.js'

/** A member, an application, and a token that the command line made for both. */
export interface Member extends Required<Identity> {
  readonly user_id: string
  readonly username: string
  readonly oauth_token: string
  readonly oauth_token_secret: string
  readonly bearer_token: string
}

/** The password of everybody who is made here. */
export const password = 'correct horse battery staple'

/** Opens an account, registers an application and makes a token, all by the command line. */
export async function addMember(place: Installation, username = 'ada', permissions = ['doc=delete']): Promise<Member> {
  place.keepSecret(password)
  const user = await place.json('user', 'create', '--username', username, '--password', password)
  const app = await place.json('app', 'create', '--name', `App of ${username}`, '--owner', username)
  const perms = permissions.flatMap((permission) => ['--perm', permission])
  const token = await place.json('token', 'create', '--app', app.api_key, '--user', username, ...perms)
  return { ...user, ...app, ...token }
}
