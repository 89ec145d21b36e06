import { signApi } from '../../src/core/auth/api-sig.js'
import type { KindDeclarations } from '../../src/core/declare-kinds.js'
import type { Pair } from '../../src/core/pair.js'
import type { Application, NewApplication } from '../../src/core/ports/app-store.js'
import type { User } from '../../src/core/ports/user-store.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import type { Services } from '../../src/server/services.js'
import { type Script, script, submit } from './browser-like.js'
import { MovingClock } from './moving-clock.js'
import { startTestServer } from './server.js'

/** A server with pages, and its services. */
export interface Site extends Services {
  readonly url: string
  readonly clock: MovingClock
  /** What was logged so far. */
  log(): string
  /** What the next requests seem to come from. */
  client: { address: string; secure: boolean; host: string | undefined }
  /** A scripted browser of somebody who is not logged in. */
  browse(): Script
  addUser(username?: string): Promise<User>
  addApp(app?: Partial<NewApplication>): Promise<Application>
  /** A scripted browser that is logged in. */
  logIn(user: User): Promise<Script>
  close(): Promise<void>
}

export const password = 'correct horse battery'

/** The proxy in front of a site is this machine: it says where a request came from, as the test wants it. */
const TRUST_PROXY = '127.0.0.1'

/** Opens a site. @param permissions kinds of permissions beside the built-in ones */
export async function openSite(
  settings: Readonly<Record<string, string>> = {},
  permissions: KindDeclarations = {},
): Promise<Site> {
  const clock = new MovingClock()
  const server = await startTestServer({ clock, permissions, settings: { TRUST_PROXY, ...settings } })
  const client: Site['client'] = { address: '192.0.2.1', secure: false, host: undefined }
  const site = { ...server.services, url: server.url, clock, client, log: () => server.log.join('') }
  return { ...site, ...furnish(site), close: server.stop }
}

function furnish({ accounts, apps, url, client }: Pick<Site, 'accounts' | 'apps' | 'url' | 'client'>) {
  const browse = () => script(url, () => headersOf(client))
  const addUser = async (username = 'ada') => {
    const { user } = await accounts.signUp({ username, password, realname: 'Ada L.', lg: 'fr' })
    if (user === undefined) throw new Error(`no account for ${username}`)
    return user
  }
  return {
    browse,
    addUser,
    async addApp(app: Partial<NewApplication> = {}) {
      const ownerId = app.ownerId ?? (await addUser(`owner-${(await apps.list()).length}`)).id
      return apps.create(
        { name: 'Holiday Album', type: 'web', callback: 'https://app.example/back', ...app, ownerId },
        'cli:test',
      )
    },
    async logIn({ username }: User) {
      const browser = browse()
      await submit(browser, '/login', { username, password }).then(expectStatus(302))
      return browser
    },
  }
}

/** What a proxy says of a client. */
function headersOf({ address, secure, host }: Site['client']): Record<string, string> {
  return {
    'X-Forwarded-For': address,
    'X-Forwarded-Proto': secure ? 'https' : 'http',
    ...(host !== undefined && { 'X-Forwarded-Host': host }),
  }
}

const expectStatus = (expected: number) => (answer: { status: number; text: string }) => {
  if (answer.status !== expected) throw new Error(`status ${answer.status}: ${answer.text}`)
}

/** The pairs of a login link, signed. */
export function linkPairs(app: Application, fields: Record<string, string>, secret = app.secret): Pair[] {
  const pairs: Pair[] = [['api_key', app.key], ...Object.entries(fields)]
  return [...pairs, ['api_sig', signApi({ dialect: ipernity, pairs, method: '' }, secret)]]
}

/** A login link's path and query. */
export function loginLink(app: Application, fields: Record<string, string> = {}): string {
  return `/apps/authorize?${new URLSearchParams(linkPairs(app, fields).map(([name, value]): [string, string] => [name, value]))}`
}
