import { appStoreContract } from '../contracts/app-store.contract.js'
import { auditLogContract } from '../contracts/audit-log.contract.js'
import { blockListStoreContract } from '../contracts/block-list-store.contract.js'
import { frobsContract } from '../contracts/frobs.contract.js'
import { lockoutStoreContract } from '../contracts/lockout-store.contract.js'
import { requestTokensContract } from '../contracts/request-tokens.contract.js'
import { sessionStoreContract } from '../contracts/session-store.contract.js'
import type { Subject } from '../contracts/subject.js'
import { tokenStoreContract } from '../contracts/token-store.contract.js'
import { userStoreContract } from '../contracts/user-store.contract.js'
import { databases, type TestDatabase } from '../support/databases.js'
import { MovingClock } from '../support/moving-clock.js'
import { sqlStores } from '../support/sql-stores.js'

describe.each(databases)('on %s', (_kind, create) => {
  let database: TestDatabase
  let current: Subject
  const subject = () => current

  beforeAll(async () => {
    database = await create()
    const clock = new MovingClock()
    current = { ...sqlStores(database.sql, clock), clock }
  })
  afterAll(() => database.remove())

  describe('users', () => userStoreContract(subject))
  describe('sessions', () => sessionStoreContract(subject))
  describe('lockouts', () => lockoutStoreContract(subject))
  describe('applications', () => appStoreContract(subject))
  describe('tokens', () => tokenStoreContract(subject))
  describe('the audit log', () => auditLogContract(subject))
  describe('block lists', () => blockListStoreContract(subject))
  describe('a frob', () => frobsContract(subject))
  describe('a request token', () => requestTokensContract(subject))
})
