import { everyService } from '../../core/allowed-services.js'
import { signApi } from '../../core/auth/api-sig.js'
import { randomHex } from '../../core/auth/hash.js'
import type { Dialect } from '../../core/dialect.js'
import type { AppStore } from '../../core/ports/app-store.js'
import type { Accounts } from '../../identity/accounts/accounts.js'
import type { Tokens } from '../../identity/grants/tokens.js'
import type { DemoSecrets } from '../../stores/files/demo-secrets.js'
import { defaultDialect as dialect, native } from '../dialects.js'
import { operator } from '../operator.js'

/** The dependencies of {@link createDemo}. */
interface DemoDependencies {
  readonly accounts: Accounts
  readonly apps: AppStore
  readonly tokens: Tokens
}

/** Creates the demo user and the demo application, with random secrets. The application may call every service. */
export async function createDemo({ accounts, apps, tokens }: DemoDependencies): Promise<DemoSecrets> {
  const password = randomHex(8)
  const by = operator()
  const { user, problems } = await accounts.signUp({ username: 'demo', password, realname: 'Demo', lg: 'en' }, by)
  if (user === undefined) throw new Error(Object.values(problems).join('; '))
  const app = await apps.create({ name: 'Demo', type: 'desktop', ownerId: user.id, services: [everyService] }, by)
  const { authToken, oauthSecret, bearerToken } = await tokens.createFor(app, user, { doc: 'delete' }, by)
  return { password, key: app.key, secret: app.secret, authToken, oauthSecret, bearerToken }
}

/** What to print about a demo: the secrets, and calls ready to paste. @param dialects those that are served */
export function describeDemo(demo: DemoSecrets, url: string, dialects: readonly Dialect[]): string {
  const { password, key, secret, authToken, oauthSecret, bearerToken } = demo
  const calls = [
    ...(dialects.includes(native) ? [nativeCalls(demo, url)] : []),
    ...(dialects.includes(dialect) ? [signedCalls(demo, url)] : []),
  ]
  return `
This is the first start, so here is something to try (DEMO=0 leaves it out):

  user demo, password ${password}
  api_key            ${key}
  secret             ${secret}
  auth_token         ${authToken}
  oauth_token        ${authToken}
  oauth_token_secret ${oauthSecret}
  bearer_token       ${bearerToken}

  export KEY=${key}     # for the samples of the README

${calls.join('\n')}
`
}

function nativeCalls({ key, bearerToken }: DemoSecrets, url: string): string {
  return `  curl -H 'X-Api-Key: ${key}' '${url}/rpc/test.echo?echo=hello'
  curl -H 'Authorization: Bearer ${bearerToken}' '${url}/rpc/auth.checkToken'
`
}

function signedCalls({ key, secret, authToken, bearerToken }: DemoSecrets, url: string): string {
  const pairs = [
    ['api_key', key],
    ['auth_token', authToken],
  ] as const
  const signature = signApi({ dialect, pairs, method: 'auth.checkToken' }, secret)
  const members = [...pairs, ['api_sig', signature] as const]
  const signed = members.map(([name, value]) => `${name}=${value}`).join('&')
  const elements = members.map(([name, value]) => `<${name}>${value}</${name}>`).join('')
  return `  The same for clients of the ipernity family, over REST, SOAP, and XML-RPC in the words of Python:

  curl '${url}/api/test.echo/json?api_key=${key}&echo=hello'
  curl '${url}/api/auth.checkToken/xml?${signed}'
  curl -H 'Authorization: Bearer ${bearerToken}' '${url}/api/auth.checkToken/json'
  curl -H 'Content-Type: text/xml' -d '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><x:ipernityRequest xmlns:x="urn:ipernity"><method>auth.checkToken</method>${elements}</x:ipernityRequest></s:Body></s:Envelope>' '${url}/api/soap'
  python3 -c 'import xmlrpc.client; print(xmlrpc.client.ServerProxy("${url}/api/xmlrpc").auth.checkToken(${JSON.stringify(Object.fromEntries(members))}))'
`
}
