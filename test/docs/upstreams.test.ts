import { readFileSync } from 'node:fs'
import { blocksIn, type ServedPage, servePage } from '../support/service-page.js'
import { readText } from '../support/upstreams-file.js'

const page = readFileSync('docs/upstreams.md', 'utf8')
const files = blocksIn(page, 'yaml')

/** A variable for every `${NAME}` of a file, and a file for every path. */
const surroundings = (text: string) => ({
  env: Object.fromEntries([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => [name, 'secret'])),
  files: Object.fromEntries(
    [...text.matchAll(/[\w/]+\.(?:pem|key)\b/g)].map(([path]) => [path, '-----BEGIN CERTIFICATE-----']),
  ),
})

test.each(files)('a file of the page is read as it stands there: %#', (text) => {
  expect(readText(text, surroundings(text)).services).not.toEqual([])
})

/** The names of members in a JSON Schema, at any depth. */
function wordsOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, ...rest } = schema as { properties?: object }
  return [...Object.keys(properties), ...[...Object.values(properties), ...Object.values(rest)].flatMap(wordsOf)]
}

test('every word of the file is on the page', () => {
  const words = new Set(wordsOf(JSON.parse(readFileSync('docs/upstreams.schema.json', 'utf8'))))
  expect(words.size).toBeGreaterThan(60)
  expect([...words].filter((word) => !new RegExp(`\\b${word}\\b`).test(page))).toEqual([])
})

describe('the five minutes', () => {
  const [section = ''] = /^## Five minutes\n[\s\S]*?(?=^## )/m.exec(page) ?? []
  const [startService = '', startGateway = '', register = '', calls = ''] = blocksIn(section, 'sh')
  const [file = ''] = blocksIn(section, 'yaml')
  let served: ServedPage
  let key: string

  beforeAll(async () => {
    served = await servePage({ file, path: 'upstreams.yaml', commands: [startService, startGateway] })
    key = (await served.run(`${register}printf %s "$KEY"`)).stdout.split('\n').at(-1) ?? ''
  })
  afterAll(() => served.stop())

  test('curl calls the service over REST and at its own path', async () => {
    const { code, stdout } = await served.run(calls.replaceAll(/^curl/gm, 'curl -fsS -w "\\n"'), { env: { KEY: key } })
    expect(code).toBe(0)
    const [byMethod = '', byPath = '', ...xml] = stdout.trim().split('\n')
    expect(JSON.parse(byMethod)).toMatchObject({ customer: 'ada', total: 9, note: 'Ring twice' })
    expect(JSON.parse(byPath)).toEqual(JSON.parse(byMethod))
    expect(xml.join('')).toMatch(/status="ok".*<note>Ring twice<\/note>/)
  })

  const clients = [
    ["PHP's SoapClient", 'php -d soap.wsdl_cache_enabled=0', 'php', 'total 7.35\ncode 1: Customer not found\n'],
    ["Python's xmlrpc.client", '/usr/bin/python3 -', 'python', 'code 1 Order not found\n'],
  ] as const
  test.each(clients)('%s calls it', async (_name, command, language, output) => {
    const [input = ''] = blocksIn(section, language)
    expect(await served.run(command, { input, env: { KEY: key } })).toEqual({ code: 0, stdout: output, stderr: '' })
  })
})
