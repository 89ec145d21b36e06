import { z } from 'zod'
import { fileWords } from './words/file-words.js'

/** The JSON Schema (2020-12) of the file of services, by which editors complete and explain its words. */
export function upstreamsSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(fileWords, { io: 'input' })
  return {
    $schema,
    title: 'upstreams.yaml of Babelgate',
    description: 'The services behind the gateway, whose operations become methods.',
    ...schema,
  }
}
