import type { DocumentSubject } from '../contracts/document-subject.js'
import { documentsContract } from '../contracts/documents.contract.js'
import { tagsContract } from '../contracts/tags.contract.js'
import { uploadsContract } from '../contracts/uploads.contract.js'
import { databases, type TestDatabase } from '../support/databases.js'
import { documentStores } from '../support/document-stores.js'
import { MovingClock } from '../support/moving-clock.js'
import { sqlStores } from '../support/sql-stores.js'

describe.each(databases)('on %s', (_kind, create) => {
  let database: TestDatabase
  let current: DocumentSubject
  const subject = () => current

  beforeAll(async () => {
    database = await create()
    const clock = new MovingClock()
    current = { ...sqlStores(database.sql, clock), ...documentStores(database.sql), clock }
  })
  afterAll(() => database.remove())

  describe('documents', () => documentsContract(subject))
  describe('tags', () => tagsContract(subject))
  describe('uploads', () => uploadsContract(subject))
})
