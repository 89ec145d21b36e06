import { Command, Option } from 'commander'
import type { AllowedServices } from '../../core/allowed-services.js'
import { signatureMethods } from '../../core/auth/oauth1/signature-methods.js'
import { parseLimits } from '../../core/limits/limit.js'
import type { Application, ApplicationChange } from '../../core/ports/app-store.js'
import { operator } from '../../server/operator.js'
import {
  addressesValue,
  applicationNameValue,
  callbackValue,
  limitsValue,
  pageValue,
  servicesValue,
  textLanguageValue,
} from '../option-values.js'
import type { JsonOption } from '../output.js'
import { withServices } from '../settings.js'
import { found, showApp } from './applications.js'
import { type OAuthOptions, oauthChange, publicKeyValue, signatureMethodsValue } from './oauth-policy.js'

interface SetOptions extends JsonOption, OAuthOptions {
  readonly name?: string
  readonly callback?: string
  readonly website?: string
  readonly lg: string
  readonly subtitle?: string
  readonly description?: string
  readonly legacySignatures?: 'on' | 'off'
  readonly signAll?: 'on' | 'off'
  readonly addresses?: string
  readonly limit?: string
  readonly ambiguousSignatures?: 'accept' | 'refuse'
  readonly services?: AllowedServices
}

/** `babelgate app set` */
export function setCommand(): Command {
  const onOff = (flags: string, text: string) => new Option(flags, text).choices(['on', 'off'])
  return new Command('set')
    .description('change an application; what is not named stays as it is')
    .argument('<key>', 'api_key of the application')
    .option('--name <name>', 'name that users see', applicationNameValue)
    .option('--callback <url>', 'where users of a web application are sent back to', callbackValue)
    .option('--website <url>', 'page about the application', pageValue)
    .option('--lg <code>', 'language of --subtitle and --description; empty for all others', textLanguageValue, '')
    .option('--subtitle <text>', 'one line that users see')
    .option('--description <text>', 'what users read before they allow something')
    .addOption(onOff('--legacy-signatures <state>', 'whether MD5 signatures (api_sig) are accepted; off answers 105'))
    .addOption(onOff('--sign-all <state>', 'whether every call must be signed, also those that need not be (104)'))
    .option(
      '--addresses <list>',
      'CIDR blocks that calls may come from, comma-separated (111); empty for any',
      addressesValue,
    )
    .addOption(
      new Option(
        '--ambiguous-signatures <policy>',
        'what happens to a signature that holds for other parameters too (105)',
      ).choices(['accept', 'refuse']),
    )
    .option(
      '--oauth-methods <list>',
      `signature methods of OAuth, comma-separated: ${signatureMethods.join(', ')}`,
      signatureMethodsValue,
    )
    .option(
      '--rsa-public-key <file>',
      'PEM file with the public key that RSA-SHA1 needs; empty removes the key',
      publicKeyValue,
    )
    .addOption(
      new Option(
        '--verifier <policy>',
        'whether OAuth needs the verifier; optional is for consumers of OAuth 1.0, which can be tricked',
      ).choices(['required', 'optional']),
    )
    .addOption(
      new Option(
        '--body-hash <policy>',
        'whether OAuth needs a hash of bodies that are not signed; auto: over plain http, except from loopback',
      ).choices(['required', 'optional', 'auto']),
    )
    .option(
      '--limit <limits>',
      'limits of its own such as 50/s,100000/d (112); 0 for none, empty for the usual ones',
      limitsValue,
    )
    .option(
      '--services <list>',
      "closed services that it may call, comma-separated, in place of those before (110); '*' for all, none for none",
      servicesValue,
    )
    .option('--json', 'print one object')
    .action((key: string, options: SetOptions, command: Command) =>
      withServices(command, async ({ apps }) => {
        const app = found(key, await apps.find(key))
        showApp(options.json, found(key, await apps.change(key, changeFrom(options, app), operator())))
      }),
    )
}

function changeFrom(options: SetOptions, app: Application): ApplicationChange {
  const { name, callback, website, legacySignatures, signAll, ambiguousSignatures, lg, subtitle, description } = options
  const { services } = options
  const addresses = options.addresses?.split(',').filter((block) => block.trim() !== '')
  const old = app.texts[lg] ?? { subtitle: '', description: '' }
  const text = { lg, subtitle: subtitle ?? old.subtitle, description: description ?? old.description }
  return {
    ...(name !== undefined && { name }),
    ...(callback !== undefined && { callback }),
    ...(website !== undefined && { website }),
    ...(legacySignatures !== undefined && { legacySignatures: legacySignatures === 'on' }),
    ...(signAll !== undefined && { signAll: signAll === 'on' }),
    ...(addresses !== undefined && { addresses }),
    ...(ambiguousSignatures !== undefined && { ambiguousSignatures }),
    ...(services !== undefined && { services }),
    ...(options.limit !== undefined && {
      limits: options.limit.trim() === '' ? undefined : parseLimits(options.limit),
    }),
    ...oauthChange(options, app),
    ...((subtitle !== undefined || description !== undefined) && { text }),
  }
}
