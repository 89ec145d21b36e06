import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { Command, Option } from 'commander'
import { signApi } from '../core/auth/api-sig.js'
import type { Pair } from '../core/pair.js'
import { ipernity as dialect } from '../dialects/ipernity.js'
import { UsageError } from './output.js'
import { type Profile, profilePath, readProfile } from './profile.js'

type Scheme = 'api-sig' | 'bearer' | 'key'

interface CallOptions {
  readonly over: 'rest'
  readonly as?: Scheme
  readonly url?: string
  readonly format: string
  readonly profile: string
  readonly json?: boolean
}

/** `babelgate call …` */
export function callCommand(): Command {
  return new Command('call')
    .description('call a method of a running gateway and print its answer')
    .argument('<method>', 'name such as doc.get')
    .argument('[parameters...]', 'name=value, or name=@path to send a file')
    .addOption(new Option('--over <protocol>', 'protocol').choices(['rest']).default('rest'))
    .addOption(
      new Option('--as <scheme>', 'how to say who calls (default: the strongest the profile allows)').choices([
        'api-sig',
        'bearer',
        'key',
      ]),
    )
    .option('--url <url>', 'address of the gateway (default: that of the profile, else http://127.0.0.1:8080)')
    .addOption(new Option('--format <format>', 'format of the answer').choices(['json', 'xml', 'php']).default('json'))
    .option('--profile <name>', 'file of that name in the config folder', 'default')
    .option('--json', 'print the answer on one line, as it came (implies --format json)')
    .addHelpText('after', `\n${profileHelp()}`)
    .action(async (method: string, words: readonly string[], options: CallOptions) => {
      const profile = readProfile(options.profile)
      const format = options.json === true ? 'json' : options.format
      const base = (options.url ?? profile.url ?? 'http://127.0.0.1:8080').replace(/\/+$/, '')
      const request = await buildRequest(method, words, options.as ?? strongest(profile), profile)
      const body = await send(`${base}/api/${method}/${format}`, request)
      process.stdout.write(
        `${format === 'json' && options.json !== true ? JSON.stringify(JSON.parse(body), null, 2) : body}\n`,
      )
      if (!/"status":"ok"|status="ok"|s:6:"status";s:2:"ok"/.test(body.slice(0, 200))) process.exitCode = 1
    })
}

function profileHelp(): string {
  return `Key and secrets come from the environment (BABELGATE_API_KEY, BABELGATE_SECRET, BABELGATE_AUTH_TOKEN,
BABELGATE_BEARER_TOKEN, BABELGATE_URL) or from ${profilePath('default')},
a JSON object with url, api_key, secret, auth_token and bearer_token.`
}

function strongest({ secret, bearer_token }: Profile): Scheme {
  if (secret !== undefined) return 'api-sig'
  return bearer_token === undefined ? 'key' : 'bearer'
}

async function buildRequest(
  method: string,
  words: readonly string[],
  scheme: Scheme,
  profile: Profile,
): Promise<RequestInit> {
  const pairs = words.map(parseWord)
  const files = pairs.filter(([, value]) => value.startsWith('@'))
  const texts = pairs.filter(([, value]) => !value.startsWith('@'))
  const signed = withCredential(method, texts, scheme, profile)
  const headers = scheme === 'bearer' ? { authorization: `Bearer ${needed(profile.bearer_token, 'bearer_token')}` } : {}
  if (files.length === 0)
    return {
      method: 'POST',
      headers,
      body: new URLSearchParams(signed.map(([name, value]): [string, string] => [name, value])),
    }
  const body = new FormData()
  for (const [name, value] of signed) body.append(name, value)
  for (const [name, value] of files) body.append(name, await openFile(value.slice(1)), basename(value.slice(1)))
  return { method: 'POST', headers, body }
}

async function openFile(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path)
  } catch (cause) {
    throw new UsageError(`The file ${path} cannot be read`, { cause })
  }
}

function parseWord(word: string): Pair {
  const split = word.indexOf('=')
  if (split < 1) throw new UsageError(`${word} must be written as name=value`)
  return [word.slice(0, split), word.slice(split + 1)]
}

function withCredential(method: string, texts: readonly Pair[], scheme: Scheme, profile: Profile): readonly Pair[] {
  if (scheme === 'bearer') return texts
  const pairs: Pair[] = [['api_key', needed(profile.api_key, 'api_key')], ...texts]
  if (scheme === 'key') return pairs
  if (profile.auth_token !== undefined) pairs.push(['auth_token', profile.auth_token])
  return [...pairs, ['api_sig', signApi({ dialect, pairs, method }, needed(profile.secret, 'secret'))]]
}

function needed(value: string | undefined, field: string): string {
  if (value === undefined) throw new UsageError(`The profile lacks ${field}; call --help says where it belongs`)
  return value
}

async function send(url: string, request: RequestInit): Promise<string> {
  let response: Response
  try {
    response = await fetch(url, request)
  } catch (cause) {
    throw new UsageError(`Nothing answers at ${url}; is the gateway running? (npm start)`, { cause })
  }
  return response.text()
}
