import { hiddenInputs } from './browser-like.js'

/** A scripted browser: it keeps one cookie, follows nothing, and sends neither Origin nor Referer. */
export interface Visitor {
  /** The cookie, as it is sent. */
  cookie(): string
  /** Opens a page, or posts a form. */
  visit(path: string, fields?: Readonly<Record<string, string>>): Promise<Response>
  /** Opens a page and posts the hidden inputs of its form back to the same address, with more fields. */
  submit(path: string, fields?: Readonly<Record<string, string>>): Promise<Response>
}

/** Starts a scripted browser on a site. */
export function createVisitor(url: string, headers: Readonly<Record<string, string>> = {}): Visitor {
  let cookie = ''
  const visit: Visitor['visit'] = async (path, fields) => {
    const form = fields && { method: 'POST', body: new URLSearchParams(fields) }
    const answer = await fetch(new URL(path, url), { redirect: 'manual', headers: { ...headers, cookie }, ...form })
    cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? cookie
    return answer
  }
  return {
    cookie: () => cookie,
    visit,
    async submit(path, fields = {}) {
      const page = await visit(path)
      return visit(path, { ...hiddenInputs(await page.text()), ...fields })
    },
  }
}
