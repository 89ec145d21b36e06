import { applyOverrides } from '../../../src/upstreams/config/apply-overrides.js'
import { chooseOperations } from '../../../src/upstreams/config/choose-operations.js'
import type { ImportedOperation, OperationNames } from '../../../src/upstreams/config/imported-operation.js'
import { UpstreamsError } from '../../../src/upstreams/config/upstreams-error.js'
import { operation } from '../../support/operations.js'
import { describedIn } from '../../support/upstreams-file.js'

const document = {
  components: {
    schemas: { Page: { type: 'object', properties: { data: { type: 'string' }, count: { type: 'integer' } } } },
  },
}

/** The operations of a description. The last one has no operationId, two have the same. */
const all: readonly OperationNames[] = [
  { id: 'get-pet', route: 'GET /pets/{id}', name: 'get_pet' },
  { id: 'findPets', route: 'GET /pets', name: 'findPets' },
  { id: 'addPet', route: 'POST /pets', name: 'addPet' },
  { id: 'twice', route: 'GET /a', name: 'twice' },
  { id: 'twice', route: 'GET /b', name: 'twice' },
  { id: undefined, route: 'GET /stores', name: 'get_stores' },
]

const service = (words: string) => describedIn(`services:\n  pets:\n    openapi: pets.json\n${words}`)

const chosen = (words: string) => chooseOperations('pets', all, service(words)).map(({ name }) => name)

/** The operations after the overrides of the file. */
function overridden(words: string, others: readonly OperationNames[] = []) {
  const { overrides, rename, include, exclude } = service(words)
  const imported = chooseOperations('pets', all, { rename, include, exclude }).map(
    (names): ImportedOperation => ({
      names,
      operation: operation({
        name: names.name,
        writes: names.name === 'addPet',
        result: { schema: { $ref: '#/components/schemas/Page' }, content: 'json', member: undefined },
        faults: [
          { status: '404', code: 1, title: 'Not found', detail: false },
          { status: '409', code: 2, title: 'Conflict', detail: false },
        ],
      }),
    }),
  )
  return applyOverrides(imported, { service: 'pets', overrides, document, others })
}

function messageOf(run: () => unknown): string {
  try {
    run()
    return ''
  } catch (error) {
    if (error instanceof UpstreamsError) return error.message.replace(/^.*\/(?=upstreams\.yaml)/, '')
    throw error
  }
}

test.each([
  ['', ['get_pet', 'findPets', 'addPet', 'twice', 'twice', 'get_stores']],
  ['    include: [findPets, get-pet, "GET /stores"]', ['get_pet', 'findPets', 'get_stores']],
  ['    exclude: [twice, get_stores, "post  /pets"]', ['get_pet', 'findPets']],
  ['    include: [twice, addPet]\n    exclude: [GET /a]', ['addPet', 'twice']],
  ['    include: [twice]\n    rename: { GET /a: first.twice }', ['first.twice', 'twice']],
  ['    include: []', []],
])('operations are chosen by operationId, route or name: %s', (words, names) => {
  expect(chosen(words)).toEqual(names)
})

test('an override is about the operation of its name, after renaming and before', () => {
  const words = `    rename: { findPets: find }
    methods:
      find: { timeout: 1s, retries: 2, idempotent: false, breaker: { failures: 3 }, limits: { app: 1/s } }
      get-pet: { needs: [token], summary: Get a pet, notes: One, deprecated: true, strict: true, cache: { for: 1s } }
      POST /pets: { write: false }`
  const byName = new Map(overridden(words).map((one) => [one.name, one]))
  expect(byName.get('find')).toMatchObject({
    retry: { timeout: 1000, retries: 2, idempotent: false },
    breaker: { failures: 3, openFor: 10_000 },
    limits: { app: '1/s' },
    needs: {},
  })
  expect(byName.get('get_pet')).toMatchObject({
    needs: { token: true },
    summary: 'Get a pet',
    notes: ['One'],
    deprecated: true,
    strict: true,
    cache: { for: 1000, per: 'caller' },
    retry: { timeout: 5000 },
  })
  expect(byName.get('addPet')?.writes).toBe(false)
  expect(byName.get('get_stores')).toEqual(overridden('').find(({ name }) => name === 'get_stores'))
})

test('faults of the file go before those of the description', () => {
  const words = `    methods:
      addPet:
        errors:
          404: { code: 7, title: No such pet, detail: true }
          409: { title: Already there }
          422: { code: 3, title: Wrong }`
  const [faults] = overridden(words).flatMap((one) => (one.name === 'addPet' ? [one.faults] : []))
  expect(faults).toEqual([
    { status: '409', code: 2, title: 'Already there', detail: false },
    { status: '422', code: 3, title: 'Wrong', detail: false },
    { status: '404', code: 7, title: 'No such pet', detail: true },
  ])
})

test('answer takes a member of the described answer', () => {
  const [first] = overridden('    methods: { get-pet: { answer: data } }')
  expect(first?.result).toEqual({ schema: { type: 'string' }, content: 'json', member: 'data' })
})

test('an override of an operation that is left out is none', () => {
  const left = { id: 'old', route: 'GET /old', name: 'old' }
  expect(overridden('    methods: { old: { timeout: 1s } }', [left])).toEqual(overridden(''))
})

test.each([
  [
    '    include: [getPet]',
    '4:15: services.pets.include has getPet, which its description has not; did you mean get-pet?',
  ],
  [
    '    exclude:\n      - GET /pet',
    '5:9: services.pets.exclude has GET /pet, which its description has not; did you mean GET /pets?',
  ],
  ['    rename: { finds: find }', '4:15: services.pets.rename has finds, which its description has not; take of'],
  [
    '    methods:\n      stores: { timeout: 1s }',
    '5:7: services.pets.methods has stores, which its description has not; take of',
  ],
  [
    '    methods: { get-pet: {}, "GET /pets/{id}": {} }',
    '4:29: services.pets.methods has GET /pets/{id} twice, under two of its names; leave one of them',
  ],
  ['    methods: { addPet: { cache: { for: 1s } } }', '4:16: services.pets.methods.addPet.cache is for reads'],
  ['    methods: { addPet: { probe: true } }', '4:16: services.pets.methods.addPet.probe must be a read'],
  [
    '    methods: { addPet: { answer: date } }',
    '4:16: services.pets.methods.addPet.answer is date, which the described answer has not; did you mean data?',
  ],
  [
    '    methods: { addPet: { errors: { 410: { title: A } } } }',
    '4:36: services.pets.methods.addPet.errors.410 must have a code',
  ],
  [
    '    methods: { addPet: { errors: { 410: { code: 2, title: A } } } }',
    '4:36: services.pets.methods.addPet.errors.410 has the code 2 with another title than 409',
  ],
])('a word that fits no operation is refused: %s', (words, message) => {
  expect(messageOf(() => overridden(words))).toContain(`upstreams.yaml:${message}`)
})
