import { request } from 'node:http'
import { z } from 'zod'
import { apiError } from '../../../src/core/api-error.js'
import { defineMethod } from '../../../src/core/define-method.js'
import { sampleOf } from '../../../src/core/schema/sample.js'
import { ipernity } from '../../../src/dialects/ipernity/index.js'
import { builtInMethods } from '../../../src/methods/index.js'
import type { XmlElement } from '../../../src/transports/shared/xml/element.js'
import { readXml } from '../../../src/transports/shared/xml/read-xml.js'
import { compileWsdl } from '../../../src/transports/soap/describe.js'
import { soap11, soap12 } from '../../../src/transports/soap/soap-version.js'
import { typedContent, writeTypedAnswer } from '../../../src/transports/soap/write-answer.js'
import { writeFault } from '../../../src/transports/soap/write-fault.js'
import { registryOf } from '../../support/registry.js'
import { startTestServer, type TestServer } from '../../support/server.js'
import { api, typed } from '../../support/soap.js'
import { schemaProblems } from '../../support/wsdl-schema.js'

const registry = registryOf(builtInMethods)
const wsdl = compileWsdl(registry.methods, ipernity)('https://api.example.org')
const definitions = readXml(wsdl)
const operations = registry.methods.map(({ name }) => name)

const all = (element: XmlElement, name: string): XmlElement[] =>
  element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)])
const value = (element: XmlElement, name: string) => element.attributes.find((each) => each.name === name)?.value
const names = (elements: readonly XmlElement[]) => elements.map((element) => value(element, 'name'))

describe('the description', () => {
  test('has the parts of WSDL 1.1 in their order', () => {
    const parts = definitions.children.map((child) => child.name)
    expect([...new Set(parts)]).toEqual(['types', 'message', 'portType', 'binding', 'service'])
    expect(value(definitions, 'targetNamespace')).toBe(api)
  })

  test('has one operation a method in the interface and in both bindings, named with its dots', () => {
    const places = definitions.children.filter(({ name }) => name === 'portType' || name === 'binding')
    expect(places).toHaveLength(3)
    for (const place of places) {
      expect(names(place.children.filter((child) => child.name === 'operation'))).toEqual(operations)
    }
    const actions = all(definitions, 'operation').map((element) => value(element, 'soapAction'))
    expect(actions.filter((action) => action !== undefined)).toEqual(
      [...operations, ...operations].map((name) => `${api}#${name}`),
    )
  })

  test('has for every message an element, and for every element a message', () => {
    const declared = names((all(definitions, 'schema')[0]?.children ?? []).filter(({ name }) => name === 'element'))
    const used = all(definitions, 'part').map((part) => value(part, 'element')?.replace('tns:', ''))
    expect(declared.filter((name) => name !== 'credentials').sort()).toEqual(used.sort())
    expect(new Set(declared).size).toBe(declared.length)
  })

  test('documents every operation', () => {
    const texts = all(definitions, 'documentation').map((element) => element.text)
    for (const { summary } of registry.methods) expect(texts.some((text) => text.startsWith(summary))).toBe(true)
  })

  test('ends every request with the credentials, which may be left out', () => {
    for (const name of operations) {
      const type = all(definitions, 'complexType').find((each) => value(each, 'name') === `${name}Request`)
      const last = type === undefined ? [] : all(type, 'element').slice(-3)
      expect(names(last)).toEqual(['api_key', 'api_sig', 'auth_token'])
      expect(last.map((each) => value(each, 'minOccurs'))).toEqual(['0', '0', '0'])
    }
  })

  test('names every type, and no two alike', () => {
    const schema = all(definitions, 'schema')[0] ?? definitions
    const types = schema.children.filter(({ name }) => name === 'complexType' || name === 'simpleType')
    expect(all(schema, 'complexType').length + all(schema, 'simpleType').length).toBe(types.length)
    expect(new Set(names(types)).size).toBe(types.length)
    expect(names(types)).toEqual(
      expect.arrayContaining(['doc.getRequest', 'doc.getResponse', 'doc.getResponse.doc.owner']),
    )
    const used = all(schema, 'element').map((each) => value(each, 'type') ?? '')
    for (const type of used) expect(type).toMatch(/^(?:xs|tns):/)
    expect(new Set(used.filter((type) => type.startsWith('tns:')))).toEqual(
      new Set(names(types).map((name) => `tns:${name}`)),
    )
  })

  test('has 64 bits for instants of any name', () => {
    const types = (member: string) => all(definitions, 'element').filter((each) => value(each, 'name') === member)
    for (const member of ['posted_at', 'modified_at', 'added_at', 'member_since', 'last_visit']) {
      const found = types(member).map((each) => value(each, 'type'))
      expect([member, [...new Set(found)]]).toEqual([member, ['xs:long']])
    }
  })

  test('declares the fault of every operation, in the interface and in both bindings', () => {
    const found = all(definitions, 'operation').flatMap(({ children }) =>
      children.filter(({ name }) => name === 'fault'),
    )
    expect(names(found.filter((each) => value(each, 'message') === 'tns:fault'))).toEqual(operations.map(() => 'fault'))
    const bound = found.filter((each) => value(each, 'message') === undefined)
    expect(bound.map(({ children: [only] }) => only && [value(only, 'name'), value(only, 'use')])).toEqual(
      [...operations, ...operations].map(() => ['fault', 'literal']),
    )
  })

  test.each(['fault', 'credentials', 'test.helloResponse'])('cannot have a method named %s', (name) => {
    const method = defineMethod()({
      name,
      summary: 'Clash',
      params: z.object({}),
      result: z.object({}),
      run: () => ({}),
    })
    const clashing = registryOf([method, ...builtInMethods.filter((each) => each.name === 'test.hello')])
    expect(() => compileWsdl(clashing.methods, ipernity)).toThrow(name)
  })

  test('gives both versions the address of the server', () => {
    expect(all(definitions, 'address').map((address) => value(address, 'location'))).toEqual(
      Array(2).fill('https://api.example.org/api/soap'),
    )
  })
})

describe('the schema', () => {
  const problems = (documents: readonly string[]) => schemaProblems(wsdl, documents)

  /** A sample with so many of the one item that its lists have. */
  const withItems = (sample: unknown, count: number): unknown => {
    if (Array.isArray(sample)) return Array(count).fill(withItems(sample[0], count))
    if (typeof sample !== 'object' || sample === null) return sample
    return Object.fromEntries(Object.entries(sample).map(([name, member]) => [name, withItems(member, count)]))
  }

  test.each([0, 1, 2])('holds for the answers that are written, with %i items in their lists', (count) => {
    const answers = registry.methods.map((method) => {
      const answer = writeTypedAnswer(
        soap11,
        method,
        typedContent(ipernity.envelopes.payload)(method)(withItems(sampleOf(method.result), count)),
      )
      return /<s:Body>(.*)<\/s:Body>/s.exec(answer)?.[1] ?? ''
    })
    expect(problems(answers)).toBe('')
  })

  test('holds for the faults that are written, in both versions', () => {
    const faults = [soap11, soap12].flatMap((version) =>
      [apiError('key-invalid'), apiError('request-malformed', { detail: 'a < b' })].map((error) =>
        writeFault(error, { version, style: 'typed' }, ipernity, ''),
      ),
    )
    const details = faults.map((fault) => /<fault .*<\/fault>/s.exec(fault)?.[0] ?? 'none')
    expect(details[0]).toBe(`<fault xmlns="${api}"><code>101</code><message>API key invalid</message></fault>`)
    expect(problems(details)).toBe('')
  })

  test('validates calls, and refuses invalid ones', () => {
    expect(
      problems([
        typed('test.echo', [
          ['echo', 'a'],
          ['api_key', 'k'],
        ]),
      ]),
    ).toBe('')
    expect(
      problems([
        typed('doc.tags.add', [
          ['doc_id', '1'],
          ['keywords', 'a,b'],
          ['api_key', 'k'],
        ]),
      ]),
    ).toBe('')
    expect(problems([typed('doc.tags.add', [['keywords', 'a']])])).toContain('doc_id')
    expect(
      problems([
        typed('upload.file', [
          ['dir', '2'],
          ['file', 'AAAA'],
        ]),
      ]),
    ).toContain('dir')
  })
})

describe('the address', () => {
  let server: TestServer
  let published: TestServer
  beforeAll(async () => {
    server = await startTestServer()
    published = await startTestServer({ settings: { PUBLIC_URL: 'https://api.example.org/' } })
  })
  afterAll(async () => {
    await server.stop()
    await published.stop()
  })

  /** Gets the WSDL with a Host header of one's own. */
  function locations(url: string, host: string, query = 'wsdl'): Promise<(string | undefined)[]> {
    return new Promise((resolve, reject) => {
      const asked = request(`${url}/api/soap?${query}`, { headers: { host } }, (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => {
          expect(response.headers['content-type']).toBe('text/xml; charset=utf-8')
          resolve([...new Set([...text.matchAll(/location="([^"]*)"/g)].map((match) => match[1]))])
        })
      })
      asked.on('error', reject).end()
    })
  }

  test('is PUBLIC_URL for any Host', async () => {
    expect(await locations(published.url, 'evil.example')).toEqual(['https://api.example.org/api/soap'])
  })

  test('is else the Host that names the listening address', async () => {
    const { port } = new URL(server.url)
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect(await locations(server.url, host)).toEqual([`http://${host}/api/soap`])
    }
    for (const query of ['WSDL', 'wsdl=1', 'x=1&wsdl', 'x=1&Wsdl=&y', 'wsdl&x']) {
      expect([query, await locations(server.url, `localhost:${port}`, query)]).toEqual([
        query,
        [`http://localhost:${port}/api/soap`],
      ])
    }
  })

  test.each([
    'evil.example',
    'localhost',
    'localhost:1',
    'evil.example:PORT',
    'a"b',
    '127.0.0.1:PORT@evil.example',
    '[::1]:PORT',
  ])('and never the Host %s', async (host) => {
    const { port } = new URL(server.url)
    expect(await locations(server.url, host.replace('PORT', port))).toEqual([`${server.url}/api/soap`])
  })
})
