import { z } from 'zod'
import { defineMethod } from '../../../src/core/define-method.js'
import { startTestServer, type TestServer } from '../../support/server.js'

/** The characters that XML forbids and JSON.stringify escapes by a letter, and one that it escapes by a number. */
const texts = ['\b', '\f', '\u0001']

const methods = texts.map((text, number) =>
  defineMethod()({
    name: `text.number${number}x`,
    summary: 'Give a text',
    needs: { key: false },
    params: z.object({}),
    result: z.object({ a: z.object({ text: z.string() }) }),
    run: () => ({ a: { text } }),
  }),
)

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ methods })
})
afterAll(() => server.stop())

test.each([
  ['json', '"text":"\ufffd"'],
  ['php', 's:3:"\ufffd"'],
  ['xml', 'text="\ufffd"'],
])('%s replaces every character that XML forbids', async (format, written) => {
  for (const { name } of methods) {
    expect(await (await fetch(`${server.url}/api/${name}/${format}`)).text()).toContain(written)
  }
})
