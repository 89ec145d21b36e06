import supertest from 'supertest'

/** The hidden inputs of a page's form, as scripted clients collect them. */
export function hiddenInputs(html: string): Record<string, string> {
  const inputs = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
  return Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, unescapeHtml(value)]))
}

/** Takes back the escapes of the templates. */
export function unescapeHtml(text: string): string {
  const characters: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (written) => characters[written] ?? written)
}

/** A scripted browser: it keeps cookies and sends neither Origin nor Referer nor Sec-Fetch-*. */
export type Script = ReturnType<typeof supertest.agent>

/** Starts a scripted browser on a site. @param headers asked for whenever it sends a request */
export function script(url: string, headers: () => Readonly<Record<string, string>> = () => ({})): Script {
  return supertest.agent(url).use((request: supertest.Test) => request.set(headers()))
}

/** Opens a page, fills in its form and posts it to the same address. */
export async function submit(browser: Script, path: string, fields: Record<string, string> = {}) {
  const page = await browser.get(path)
  return browser
    .post(path)
    .type('form')
    .send({ ...hiddenInputs(page.text), ...fields })
}
