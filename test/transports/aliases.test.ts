import { z } from 'zod'
import { signApi } from '../../src/core/auth/api-sig.js'
import { defineMethod } from '../../src/core/define-method.js'
import type { Pair } from '../../src/core/pair.js'
import { ipernity as dialect } from '../../src/dialects/ipernity/index.js'
import { type OAuthBed, startOAuthBed } from '../support/oauth-bed.js'
import { registryOf } from '../support/registry.js'
import { form, startTestServer } from '../support/server.js'
import { envelope, generic, postSoap, typed } from '../support/soap.js'
import { array, faultIn, methodCall, postXml, string, struct } from '../support/xmlrpc.js'

let bed: OAuthBed
beforeAll(async () => {
  bed = await startOAuthBed()
})
afterAll(() => bed.server.stop())

/** The pairs of a call that tags a document which is not there, signed under a name. */
function tagging(signedName: string): Pair[] {
  const { app, member } = bed
  const pairs: Pair[] = [
    ['api_key', app.key],
    ['auth_token', member.token.token],
    ['doc_id', '1'],
    ['keywords', 'sea'],
  ]
  return [...pairs, ['api_sig', signApi({ dialect, pairs, method: signedName }, app.secret)]]
}

/** The code that each protocol gives. */
async function codes(name: string, pairs: readonly Pair[]): Promise<Readonly<Record<string, number | undefined>>> {
  const { url } = bed.server
  const members = struct(pairs.map(([member, value]): Pair => [member, string(value)]))
  const inner = struct({ methodName: string(name), params: array(members) })
  const rest = await fetch(`${url}/api/${name}/json`, { method: 'POST', body: new URLSearchParams(form(pairs)) })
  const { api } = JSON.parse(await rest.text())
  return {
    REST: Number(api.code),
    'SOAP generic': (await postSoap(url, envelope('1.1', generic(name, pairs)))).code,
    'SOAP typed': (await postSoap(url, envelope('1.2', typed(name, pairs)))).code,
    'XML-RPC': (await postXml(url, methodCall(name, members))).fault,
    'XML-RPC multicall': faultIn((await postXml(url, methodCall('system.multicall', array(inner)))).text).fault,
  }
}

const everywhere = (code: number) => ({
  REST: code,
  'SOAP generic': code,
  'SOAP typed': code,
  'XML-RPC': code,
  'XML-RPC multicall': code,
})

describe.each([...dialect.aliases])('%s stands for %s', (alias, name) => {
  test('in every protocol, signed under the name that is called', async () => {
    expect(await codes(alias, tagging(alias))).toEqual(everywhere(1))
    expect(await codes(name, tagging(name))).toEqual(everywhere(1))
    expect(await codes(alias, tagging(name))).toEqual(everywhere(105))
    expect(await codes(name, tagging(alias))).toEqual(everywhere(105))
  })

  test('and is listed nowhere', async () => {
    const { url } = bed.server
    const texts = [
      await (await fetch(`${url}/api/api.methods.getList`)).text(),
      await (await fetch(`${url}/api/soap?wsdl`)).text(),
      (await postXml(url, methodCall('system.listMethods'))).text,
    ]
    for (const text of texts)
      expect([text.includes(`${alias}<`) || text.includes(`"${alias}"`), text.includes(name)]).toEqual([false, true])
    const described = await (await fetch(`${url}/api/api.methods.get?method=${alias}`)).json()
    expect(described).toMatchObject({ api: { code: '1' } })
  })
})

describe('an alias is a name like any other', () => {
  const method = (name: string) =>
    defineMethod()({ name, summary: 'Do nothing', params: z.object({}), result: z.object({}), run: () => ({}) })

  test.each([
    ['the end of a method', 'tags.add', 'doc.tags.add', 'doc.tags.get'],
    ['the end of another method', 'tags.get', 'doc.tags.add', 'doc.tags.get'],
    ['longer than a method by its beginning', 'x.doc.tags.get', 'doc.tags.add', 'doc.tags.get'],
    ['the name of another method', 'doc.tags.get', 'doc.tags.add', 'doc.tags.get'],
    ['no name', 'docs tags', 'doc.tags.add', 'doc.tags.get'],
  ])('one that is %s stops the start', (_what, alias, name, other) => {
    expect(() =>
      registryOf([method(name), method(other)], { dialect: { ...dialect, aliases: new Map([[alias, name]]) } }),
    ).toThrow(TypeError)
  })

  test('one whose method is not served is none', () => {
    const registry = registryOf([method('doc.tags.get')], {
      dialect: { ...dialect, aliases: new Map([['docs.tags.add', 'doc.tags.add']]) },
    })
    expect(registry.find('docs.tags.add')).toBeUndefined()
  })

  test('a method of that name cannot be added', async () => {
    await expect(startTestServer({ methods: [method('docs.tags.add')] })).rejects.toThrow('docs.tags.add')
  })
})
