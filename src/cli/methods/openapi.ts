import type { Command } from 'commander'
import { compileOpenApi } from '../../dialects/native/openapi/document.js'
import { describeCommand } from './describe-command.js'

/** `babelgate openapi` */
export function openApiCommand(): Command {
  return describeCommand({
    name: 'openapi',
    description: 'print the OpenAPI document of the native dialect',
    document: 'a document',
    compile: (methods) => {
      const write = compileOpenApi(methods)
      return (base) => `${write(base)}\n`
    },
  })
}
