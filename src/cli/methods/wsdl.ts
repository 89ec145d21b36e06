import type { Command } from 'commander'
import { defaultDialect } from '../../server/dialects.js'
import { compileWsdl } from '../../transports/soap/describe.js'
import { describeCommand } from './describe-command.js'

/** `babelgate wsdl` */
export function wsdlCommand(): Command {
  return describeCommand({
    name: 'wsdl',
    description: 'print the WSDL of the SOAP side',
    document: 'a WSDL',
    compile: (methods) => compileWsdl(methods, defaultDialect),
  })
}
