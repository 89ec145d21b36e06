import { compileAddressList } from './address-list.js'
import { apiError } from './api-error.js'
import type { Authenticated } from './auth/authenticate.js'
import type { Client } from './call.js'
import type { Application } from './ports/app-store.js'

/** 111 the application does not admit this address · 108 the account may not act. */
export function checkStanding({ app, grant }: Authenticated, client: Client): void {
  if (app !== undefined && app.addresses.length > 0 && !addressesOf(app).has(client.address))
    throw apiError('address-not-allowed', { reason: 'the application does not admit this address' })
  if (grant !== undefined && grant.user.state !== 'active') {
    throw apiError('account-closed', { reason: `the account is ${grant.user.state}` })
  }
}

const compiledAddresses = new WeakMap<Application, ReturnType<typeof compileAddressList>>()

function addressesOf(app: Application) {
  const list = compiledAddresses.get(app) ?? compileAddressList(app.addresses)
  compiledAddresses.set(app, list)
  return list
}
