import { openAsBlob } from 'node:fs'
import { Command, Option } from 'commander'
import type { Pair } from '../../core/pair.js'
import { type JsonOption, RefusalError, UsageError } from '../output.js'
import { firstScheme, type Scheme, schemes, withCredential, withHeader } from './credential.js'
import { gatewayAddress, urlOption } from './gateway-address.js'
import {
  environmentProfile,
  profileFields,
  profileOption,
  profilePath,
  profileVariables,
  readProfile,
  requireProfile,
} from './profile.js'
import type { CallFile, CallProtocol } from './protocol.js'
import { rest } from './rest.js'
import { send } from './send.js'
import { type OAuthMethod, oauthMethods } from './sign-oauth.js'
import { soap } from './soap.js'
import { xmlrpc } from './xmlrpc.js'

const protocols: Readonly<Record<string, CallProtocol>> = { rest, soap, xmlrpc }

interface CallOptions extends JsonOption {
  readonly over: string
  readonly as?: Scheme
  readonly oauthMethod: OAuthMethod
  readonly url?: string
  readonly format?: string
  readonly profile: string
}

/** `babelgate call …` */
export function callCommand(): Command {
  return new Command('call')
    .description('call a method of a running gateway and print its answer')
    .argument('<method>', 'name such as doc.get')
    .argument('[parameters...]', 'name=value, or name=@path to send a file')
    .addOption(new Option('--over <protocol>', 'protocol').choices(Object.keys(protocols)).default('rest'))
    .addOption(
      new Option('--as <scheme>', 'how to say who calls (default: the first that there is a token for)').choices(
        schemes,
      ),
    )
    .addOption(new Option('--oauth-method <method>', 'how oauth1 signs').choices(oauthMethods).default('HMAC-SHA1'))
    .addOption(urlOption())
    .addOption(
      new Option('--format <format>', 'format of the answer (default: that of the protocol)').choices([
        'json',
        'xml',
        'php',
      ]),
    )
    .addOption(profileOption())
    .option('--json', 'print the answer on one line, as it came (implies --format json)')
    .addHelpText('after', `\n${profileHelp()}`)
    .action(runCall)
}

async function runCall(
  method: string,
  words: readonly string[],
  options: CallOptions,
  command: Command,
): Promise<void> {
  const all = words.map(parseWord)
  if (command.getOptionValueSource('profile') === 'cli') requireProfile(options.profile)
  const profile = readProfile(options.profile)
  const scheme = options.as ?? firstScheme(profile, environmentProfile())
  const format = options.json === true ? 'json' : options.format
  const protocol = protocols[options.over] ?? rest
  const texts = all.filter(([, value]) => !value.startsWith('@'))
  const pairs = withCredential(method, texts, scheme, profile)
  const files = await Promise.all(all.filter(([, value]) => value.startsWith('@')).map(openFile))
  const call = await protocol.write({ method, pairs, files, format })
  const url = gatewayAddress(options.url, profile, command) + call.path
  const body = await send(url, await withHeader(call, url, { scheme, oauthMethod: options.oauthMethod }, profile))
  process.stdout.write(
    `${options.json !== true && body.startsWith('{') ? JSON.stringify(JSON.parse(body), null, 2) : body}\n`,
  )
  if (!(format === undefined ? protocol.succeeded(body) : formatSucceeded(body))) process.exitCode = 1
}

/** Whether a body in json, xml or php is an answer, not a fault. */
function formatSucceeded(body: string): boolean {
  return /"status":"ok"|status="ok"|s:6:"status";s:2:"ok"/.test(body.slice(0, 200))
}

function profileHelp(): string {
  return `Key and secrets come from the environment (${profileVariables.join(', ')})
or from ${profilePath('default')}, a JSON object with ${profileFields.join(', ')}.
Of a file for another api_key than the environment gives, only the url is used. Without --as the call takes the first
of oauth1, api-sig and bearer that there is a token for, else api-sig with the secret alone, else key. Where the
environment gives a token, only tokens of the environment count.
oauth1 without an oauth_token calls for the application alone.`
}

function parseWord(word: string): Pair {
  const split = word.indexOf('=')
  if (split < 1) throw new UsageError(`${word} must be written as name=value`)
  return [word.slice(0, split), word.slice(split + 1)]
}

async function openFile([name, value]: Pair): Promise<CallFile> {
  const path = value.slice(1)
  try {
    return { name, path, content: await openAsBlob(path) }
  } catch (cause) {
    throw new RefusalError(`The file ${path} cannot be read`, { cause })
  }
}
