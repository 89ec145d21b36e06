import { once } from 'node:events'
import type { Browser } from 'playwright-core'
import { serve, stop } from './browser.js'

/**
 * Opens an address in a browser of its own as a user does: logs in, with the password of `createUser`, and clicks
 * Allow. Gives what the user reads on the page where that ends.
 */
export async function allowInBrowser(chromium: Browser, address: string, username = 'ada'): Promise<string> {
  const context = await chromium.newContext({ ignoreHTTPSErrors: true })
  try {
    const page = await context.newPage()
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    await page.goto(address)
    await page.getByLabel('User name').fill(username)
    await page.getByLabel('Password').fill('correct horse')
    await press('Log in')
    await press('Allow')
    await page.waitForLoadState()
    return String(await page.textContent('body'))
  } finally {
    await context.close()
  }
}

/** The verifier that a user reads off a page. @throws where there is none */
export function typedVerifier(text: string): string {
  const [verifier] = /\b[A-Z]{4}-[A-Z]{4}\b/.exec(text) ?? []
  if (verifier === undefined) throw new Error(`no verifier on the page: ${text}`)
  return verifier
}

/** An application's own address, to which the browser is sent back. */
export interface CallbackSite {
  readonly url: string
  /** The query of the next visit, also of one that was made already; each visit is given once. */
  visit(): Promise<URLSearchParams>
  close(): Promise<void>
}

/** Serves a callback on a free port of this machine. */
export async function serveCallback(): Promise<CallbackSite> {
  const visits: URLSearchParams[] = []
  const { url, server } = await serve((req, res) => {
    const { pathname, searchParams } = new URL(req.url ?? '', 'http://127.0.0.1')
    if (pathname === '/back') visits.push(searchParams)
    res.setHeader('Content-Type', 'text/html')
    res.end('<title>application</title><p>Welcome back')
    server.emit('visit')
  })
  return {
    url: `${url}/back`,
    async visit() {
      while (visits.length === 0) await once(server, 'visit')
      return visits.shift() ?? new URLSearchParams()
    },
    close: () => stop(server),
  }
}
