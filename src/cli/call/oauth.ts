import { createInterface } from 'node:readline'
import { Command, Option } from 'commander'
import { ipernity as dialect } from '../../dialects/ipernity/index.js'
import { type JsonOption, print, RefusalError } from '../output.js'
import { parsePermissions, permissionOption } from '../permission-option.js'
import { kindsOf } from '../settings.js'
import { required } from './credential.js'
import { gatewayAddress, urlOption } from './gateway-address.js'
import { EndpointProblem, type OAuthAnswer, requestToken } from './oauth-endpoints.js'
import { profileOption, readProfile, saveProfile } from './profile.js'
import { type OAuthMethod, type OAuthSigner, oauthMethods } from './sign-oauth.js'

interface LoginOptions extends JsonOption {
  readonly url?: string
  readonly profile: string
  readonly perm: readonly string[]
  readonly oauthMethod: OAuthMethod
  readonly showToken?: boolean
}

/** The number of attempts to enter the verifier. The gateway's own limit is higher. */
const attempts = 3

/** The problems after which the verifier can be entered again: it was wrong, or the user has not consented yet. */
const retryable: ReadonlySet<string> = new Set(['verifier_invalid', 'permission_unknown'])

/** `babelgate oauth …` */
export function oauthCommand(): Command {
  return new Command('oauth').description('get tokens by OAuth 1.0a').addCommand(loginCommand())
}

function loginCommand(): Command {
  return new Command('login')
    .description('ask a user in the browser for a token, and keep what call --as oauth1 needs in the profile')
    .addOption(urlOption())
    .addOption(profileOption())
    .addOption(permissionOption())
    .addOption(new Option('--oauth-method <method>', 'how to sign').choices(oauthMethods).default('HMAC-SHA1'))
    .option('--show-token', 'print the token and its secret as well')
    .option('--json', 'print {"profile"}; with --show-token "oauth_token" and "oauth_token_secret" too')
    .addHelpText(
      'after',
      `
Prints an address on standard error, for the user to open, and reads the verifier that the page shows from standard
input. Key and secret come from where call takes them (call --help).`,
    )
    .action(login)
}

async function login(
  { url, profile: name, perm, oauthMethod, showToken, json }: LoginOptions,
  command: Command,
): Promise<void> {
  const profile = readProfile(name)
  const [key, secret] = [required(profile.api_key, 'api_key'), required(profile.secret, 'secret')]
  const secrets = { consumer: secret, token: '' }
  const application: OAuthSigner = { key, token: '', secrets, method: oauthMethod }
  const asked = dialect.permissionFields.write(parsePermissions(perm, kindsOf(command)))

  const base = gatewayAddress(url, profile, command)
  const temporary = await requestToken(base, 'request', application, [['oauth_callback', 'oob']], asked)
  process.stderr.write(`Open ${base}/apps/oauth/authorize?oauth_token=${temporary.token} and allow it.\n`)
  const signer = { ...application, token: temporary.token, secrets: { ...secrets, token: temporary.secret } }
  const held = await exchange(base, signer)

  const token = { oauth_token: held.token, oauth_token_secret: held.secret }
  const path = saveProfile(name, { url: base, api_key: key, secret, ...token })
  const shown = showToken === true ? token : {}
  const lines = Object.entries(shown).map(([field, value]) => `${field.padEnd(18)}  ${value}`)
  print(json, { profile: path, ...shown }, [
    ...lines,
    `The token is kept in ${path}, with address, key and secret; call --as oauth1 uses it.`,
  ])
}

/** Exchanges the request token, with a verifier from standard input. @throws RefusalError after the last attempt, or at its end */
async function exchange(base: string, signer: OAuthSigner): Promise<OAuthAnswer> {
  const input = createInterface({ input: process.stdin })
  const lines = input[Symbol.asyncIterator]()
  try {
    for (let left = attempts - 1; ; left--) {
      process.stderr.write('Verifier: ')
      const line = await lines.next()
      if (line.done === true)
        throw new RefusalError('No verifier came on standard input; start again for a new address')
      try {
        return await requestToken(base, 'access', signer, [['oauth_verifier', line.value.trim()]])
      } catch (error) {
        if (!(error instanceof EndpointProblem) || !retryable.has(error.problem) || left === 0) throw error
        process.stderr.write(`${error.message}; ${left === 1 ? 'one try is' : `${left} tries are`} left\n`)
      }
    }
  } finally {
    input.close()
  }
}
