import { Command } from 'commander'
import { SettingsError } from '../../config/settings.js'
import type { MethodChoice } from '../../server/app/find-methods.js'
import { defaultDialect } from '../../server/dialects.js'
import { isAddressKnown, localUrl } from '../../server/local-url.js'
import { openPermissionKinds } from '../../server/permission-kinds.js'
import { compileWsdl } from '../../transports/soap/describe.js'
import { settingsOf } from '../settings.js'
import { ownMethods } from './methods.js'

/** `babelgate wsdl` */
export function wsdlCommand(): Command {
  return ownMethods(new Command('wsdl'))
    .description('print the WSDL of the SOAP side')
    .addHelpText(
      'after',
      '\nThe address in it is PUBLIC_URL, else that of HOST and PORT; a HOST for all addresses needs PUBLIC_URL.',
    )
    .action(async (options: MethodChoice, command: Command) => {
      const settings = settingsOf(command)
      if (!isAddressKnown(settings)) {
        throw new SettingsError(
          `wsdl does not print a WSDL for HOST ${settings.HOST}, which stands for all addresses, since a WSDL names one; ` +
            'set PUBLIC_URL to the address that clients use',
        )
      }
      const { describeMethods } = await import('../../server/app/find-methods.js')
      const methods = await describeMethods(
        { ...options, hasLibrary: settings.LIBRARY === 'on' },
        openPermissionKinds(settings.permissions),
      )
      const describe = compileWsdl(methods, defaultDialect)
      process.stdout.write(describe(settings.PUBLIC_URL ?? localUrl(settings, settings.PORT)))
    })
}
