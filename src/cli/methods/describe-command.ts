import { Command } from 'commander'
import { SettingsError } from '../../config/settings.js'
import type { MethodDescription } from '../../core/method-spec.js'
import type { MethodChoice } from '../../server/app/find-methods.js'
import { isAddressKnown, localUrl } from '../../server/local-url.js'
import { settingsOf } from '../settings.js'
import { ownMethods, withUpstreams } from './methods.js'

/** A document that describes methods for the address of a server. */
export interface DescribedAs {
  /** The name of the command. */
  readonly name: string
  readonly description: string
  /** The document as messages call it: `a WSDL`. */
  readonly document: string
  readonly compile: (methods: readonly MethodDescription[]) => (base: string) => string
}

/** Makes a command that prints a description of the methods that would be served. */
export function describeCommand({ name, description, document, compile }: DescribedAs): Command {
  return withUpstreams(ownMethods(new Command(name)))
    .description(description)
    .addHelpText(
      'after',
      '\nThe address in it is PUBLIC_URL, else that of HOST and PORT; a HOST for all addresses needs PUBLIC_URL.',
    )
    .action(async (options: MethodChoice, command: Command) => {
      const settings = settingsOf(command)
      if (!isAddressKnown(settings)) {
        throw new SettingsError(
          `${name} does not print ${document} for HOST ${settings.HOST}, which stands for all addresses, since ${document} names one; ` +
            'set PUBLIC_URL to the address that clients use',
        )
      }
      const { describeMethods } = await import('../../server/app/find-methods.js')
      const methods = await describeMethods({ ...options, hasLibrary: settings.LIBRARY === 'on' }, settings)
      process.stdout.write(compile(methods)(settings.PUBLIC_URL ?? localUrl(settings, settings.PORT)))
    })
}
