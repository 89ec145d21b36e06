import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The names that parameters and members of all operations have beside those of the item; see growth.js for the number. */
const names = 200

const text = { type: 'string' }
const integer = { type: 'integer', format: 'int32' }

/** The members of the item behind W7. */
const itemMembers = {
  id: integer,
  name: text,
  text,
  made_at: { type: 'string', format: 'date-time' },
  stock: integer,
  sold_out: { type: 'boolean' },
  price: { $ref: '#/components/schemas/Price' },
  maker: { $ref: '#/components/schemas/Maker' },
  tags: { type: 'array', items: text },
  parts: { type: 'array', items: { $ref: '#/components/schemas/Part' } },
}

const object = (properties) => ({ type: 'object', required: Object.keys(properties), properties })

const shared = {
  Price: object({ amount: { type: 'number' }, currency: text, taxed: { type: 'boolean' } }),
  Maker: object({ name: text, city: text, since: integer }),
  Part: object({ sku: text, name: text, count: integer, weight: { type: 'number' } }),
}

/** A schema of its own, which refers to two others, and so by and by to all. */
function schemaOf(index, schemas) {
  const other = (step) => ({ $ref: `#/components/schemas/Thing${(index * 7 + step) % schemas}` })
  const more = { [`word${index % names}`]: text, related: other(1), history: { type: 'array', items: other(3) } }
  return { type: 'object', required: Object.keys(itemMembers), properties: { ...itemMembers, ...more } }
}

function operationOf(index, schemas) {
  const schema = { $ref: `#/components/schemas/Thing${index % schemas}` }
  const query = ['filter', `word${index % names}`].map((name) => ({ name, in: 'query', schema: text }))
  return {
    operationId: `get_thing_${index}`,
    summary: `Get a thing of the kind ${index}`,
    parameters: [{ name: 'id', in: 'path', required: true, schema: integer }, ...query],
    responses: {
      200: { description: 'The thing', content: { 'application/json': { schema } } },
      404: { description: 'Thing not found' },
    },
  }
}

/**
 * Writes the description of a large service by OpenAPI 3.1, and the file of services that names it.
 *
 * @param folder where both go
 * @param size how many operations, and how many schemas beside those of the item
 * @param url where the service is
 * @returns the path of the file of services
 */
export function writeLargeService(folder, { operations, schemas }, url) {
  const document = {
    openapi: '3.1.0',
    info: { title: 'A large service', version: '1' },
    paths: Object.fromEntries(
      Array.from({ length: operations }, (_, index) => [`/things${index}/{id}`, { get: operationOf(index, schemas) }]),
    ),
    components: {
      schemas: {
        ...shared,
        ...Object.fromEntries(
          Array.from({ length: schemas }, (_, index) => [`Thing${index}`, schemaOf(index, schemas)]),
        ),
      },
    },
  }
  writeFileSync(join(folder, 'large.json'), JSON.stringify(document))
  const file = join(folder, 'upstreams.yaml')
  writeFileSync(file, `services:\n  large:\n    openapi: ./large.json\n    url: ${url}\n`)
  return file
}
