import { z } from 'zod'
import { authWords, hosts } from './auth-words.js'
import { breakerWords, membersWords, methodWords, needsWords } from './method-words.js'
import { address, choice, count, duration, headerName, line, oneOrMore, size, words } from './words.js'

/** What services inherit from `defaults`. */
const inherited = {
  timeout: duration.describe('For a whole call, tries included; 10s by default.'),
  connect_timeout: duration.describe('For a connection to be made; 2s by default.'),
  retries: count(0, 10).describe(
    'Tries after the first, where nothing was sent or the method is idempotent; 1 by default.',
  ),
  breaker: breakerWords.describe('The circuit breaker: 5 failures in a row open it for 10s by default.'),
  connections: count(1, 10_000).describe('Connections to one host; 64 by default.'),
  max_response: size.describe('The largest answer, inflated; 4 MB by default.'),
}

const name = z.string({ error: 'must be the name of an operation' }).min(1, 'must not be empty')

const names = z.array(name, { error: 'must be a list of operations, as operationId or "GET /path"' })

const service = {
  title: line.describe('Its title in the documentation; its name by default.'),
  url: oneOrMore(z.string({ error: 'must be an address' }), 'an address such as https://api.example.com/v1').describe(
    'Its address, or several that are tried in turn where a connection is refused.',
  ),
  openapi: z
    .string({ error: 'must be a file or an address' })
    .min(1, 'must not be empty')
    .describe('Its description by OpenAPI or Swagger: a file, or an address that babelgate upstream pull fetches.'),
  import_from: hosts.describe('Hosts, beside its own, that a fetched description may import from.'),
  include: names.describe('The only operations to take, as operationId or "GET /path".'),
  exclude: names.describe('Operations to leave out, as operationId or "GET /path".'),
  rename: z
    .record(z.string(), z.string({ error: 'must be the name of a method' }), {
      error: 'must be operations with new names',
    })
    .describe('Names of operations with the names of their methods.'),
  access: choice('everyone').describe(
    'Opens the service to every application; otherwise only those that are allowed may call it.',
  ),
  auth: authWords,
  needs: needsWords,
  allow: hosts.describe(
    'Hosts that only the description names, or metadata and link-local addresses, that may be called.',
  ),
  forward_user: z
    .string({ error: 'must be the name of a header' })
    .regex(headerName, 'must be the name of a header')
    .describe("The header for the user's id; the application's name goes beside it, in X-Application."),
  ca: z
    .string({ error: 'must be the path of a file in PEM' })
    .describe('The file of a certificate authority of its own, in PEM.'),
  proxy: z.string({ error: 'must be the address of a proxy' }).describe('A forward proxy, such as http://proxy:3128.'),
  ...inherited,
  types: z
    .record(z.string(), membersWords, { error: 'must be names of types with their members' })
    .describe('Types of its own: members with their types.'),
  methods: z
    .record(z.string(), methodWords, { error: 'must be names of methods with their words' })
    .describe('Its methods, or overrides of imported operations.'),
}

const serviceWords = words(service).partial()

const localText = z.union([line, z.record(z.string(), line)], {
  error: 'must be a text, or one for each of some languages',
})

const kindWords = words({
  title: localText.describe('What the permission is about, for users.'),
  levels: words({
    read: localText.describe('What the level read allows.'),
    write: localText.describe('What the level write allows, that of read included.'),
    delete: localText.describe('What the level delete allows, that of the others included.'),
  })
    .partial()
    .describe('Its levels, each with what it allows, the lower ones included.'),
})

/** The schema of the file of services. */
export const fileWords = words({
  defaults: words(inherited).partial().describe('What every service inherits.'),
  permissions: z
    .record(z.string(), kindWords)
    .describe('Kinds of permissions of your own, for needs, such as orders: { title, levels }.'),
  services: z
    .record(z.string(), serviceWords, { error: 'must be names of services with their words' })
    .describe('The services by their names: the first part of the names of their methods.'),
}).partial()

/** The file of services as it is written. */
export type FileWords = z.output<typeof fileWords>

/** A service as the file has it. */
export type ServiceWords = z.output<typeof serviceWords>

/** What services inherit, as the file has it. */
export type InheritedWords = NonNullable<FileWords['defaults']>

/** Reads an address of a service. */
export const addressWords = address
