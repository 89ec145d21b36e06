import type { Application } from '../../../src/core/ports/app-store.js'
import { createApp, createUser, startTestServer, type TestServer } from '../../support/server.js'
import { methodCall, postXml, struct } from '../../support/xmlrpc.js'

let server: TestServer
let app: Application
beforeAll(async () => {
  server = await startTestServer()
  app = await createApp(server.services, await createUser(server.services, 'valuer'))
})
afterAll(() => server.stop())

const apache = 'xmlns:ex="http://ws.apache.org/xmlrpc/namespaces/extensions"'

/** Sends one value to test.echo: what comes back, or the code of the fault. */
async function echo(value: string): Promise<string | number | undefined> {
  const reply = await postXml(server.url, methodCall('test.echo', struct({ api_key: app.key, x: value, y: 'there' })))
  expect(reply.status).toBe(200)
  return reply.fault ?? /<name>x<\/name><value><string>([^<]*)</.exec(reply.text)?.[1]
}

describe('values that are taken, and the text that methods see', () => {
  test.each([
    ['an untyped value', 'a b', 'a b'],
    ['an untyped value of white space', ' \n ', ' \n '],
    ['a string', '<string>a b</string>', 'a b'],
    ['a string with white space around it', '<string> a\n</string>', ' a\n'],
    ['a string in pieces', '<string>ad<!-- -->min<![CDATA[ & co]]></string>', 'admin &amp; co'],
    ['the smallest int', '<int>-2147483648</int>', '-2147483648'],
    ['the largest i4', '<i4>2147483647</i4>', '2147483647'],
    ['an int with sign and zeros', '<int>+007</int>', '+007'],
    ['an int in a pretty document', '<int>\n  7\n</int>', '7'],
    ['the smallest i8', '<i8>-9223372036854775808</i8>', '-9223372036854775808'],
    ['the largest i8', '<i8>9223372036854775807</i8>', '9223372036854775807'],
    ["Apache's i8", `<ex:i8 ${apache}>9007199254740993</ex:i8>`, '9007199254740993'],
    ['a double', '<double>-1.50</double>', '-1.50'],
    ['a double without a whole part', '<double>.5</double>', '.5'],
    ['a double with an exponent', '<double>1.5E+10</double>', '1.5E+10'],
    ['the largest double', '<double>1.7976931348623157e308</double>', '1.7976931348623157e308'],
    ['true', '<boolean>1</boolean>', '1'],
    ['false', '<boolean>0</boolean>', '0'],
    ['true in words', '<boolean>true</boolean>', 'true'],
    ['false in words, in any case', '<boolean> False\n</boolean>', 'False'],
    ['a date', '<dateTime.iso8601>20240229T23:59:59</dateTime.iso8601>', '20240229T23:59:59'],
    ['a date with hyphens', '<dateTime.iso8601>2024-02-29T00:00:00</dateTime.iso8601>', '2024-02-29T00:00:00'],
    ['a date with a zone', '<dateTime.iso8601>20240229T00:00:00Z</dateTime.iso8601>', '20240229T00:00:00Z'],
    ['the text in base64', '<base64>w6kgJg==</base64>', 'é &amp;'],
    ['base64 in lines', '<base64>\n w6kg\n Jg==\n</base64>', 'é &amp;'],
  ])('%s', async (_what, value, expected) => {
    expect(await echo(value)).toBe(expected)
  })

  test.each([
    ['nil', '<nil/>'],
    ["Apache's nil", `<ex:nil ${apache}/>`],
    ["nil in a default namespace of Apache's", `<nil xmlns="http://ws.apache.org/xmlrpc/namespaces/extensions"/>`],
  ])('%s is as if absent', async (_what, value) => {
    expect(await echo(value)).toBeUndefined()
  })

  test.each([
    ['an empty string', '<string/>'],
    ['nothing', ''],
    ['empty base64', '<base64/>'],
  ])('%s is an empty text', async (_what, value) => {
    expect(await echo(value)).toBe('')
  })
})

describe('values that their type does not allow are fault 122', () => {
  test.each([
    ['an int with something after it', '<int>12abc</int>'],
    ['an int one past the largest', '<int>2147483648</int>'],
    ['an int one before the smallest', '<i4>-2147483649</i4>'],
    ['an int with a fraction', '<int>1.0</int>'],
    ['an int in hexadecimal', '<int>0x10</int>'],
    ['an int in other digits', '<int>١٢</int>'],
    ['an empty int', '<int/>'],
    ['a sign alone', '<int>-</int>'],
    ['an int in two parts', '<int>1 2</int>'],
    ['an i8 one past the largest', '<i8>9223372036854775808</i8>'],
    ['an i8 one before the smallest', '<i8>-9223372036854775809</i8>'],
    ['an i8 of a thousand digits', `<i8>${'0'.repeat(1000)}1</i8>`],
    ['a double past the largest', '<double>1e999</double>'],
    ['infinity', '<double>Infinity</double>'],
    ['no number', '<double>NaN</double>'],
    ['a double with a comma', '<double>1,5</double>'],
    ['a point alone', '<double>.</double>'],
    ['an empty double', '<double></double>'],
    ['a boolean in other words', '<boolean>yes</boolean>'],
    ['a boolean with something after it', '<boolean>true1</boolean>'],
    ['a boolean of 2', '<boolean>2</boolean>'],
    ['an empty boolean', '<boolean/>'],
    ['a day that does not exist', '<dateTime.iso8601>20230229T00:00:00</dateTime.iso8601>'],
    ['the hour 24', '<dateTime.iso8601>20240229T24:00:00</dateTime.iso8601>'],
    ['the second 60', '<dateTime.iso8601>20240229T00:00:60</dateTime.iso8601>'],
    ['a date without a time', '<dateTime.iso8601>20240229</dateTime.iso8601>'],
    ['a date with half of its hyphens', '<dateTime.iso8601>2024-0229T00:00:00</dateTime.iso8601>'],
    ['a date in words', '<dateTime.iso8601>yesterday</dateTime.iso8601>'],
    ['base64 without its padding', '<base64>w6k</base64>'],
    ['base64 with a stranger in it', '<base64>w6k*</base64>'],
    ['base64 of the web kind', '<base64>_-_-</base64>'],
    ['padding in the middle', '<base64>wA==wA==</base64>'],
    ['a nil that holds something', '<nil>1</nil>'],
    ['an unknown type', '<float>1</float>'],
    ['a type in capitals', '<INT>1</INT>'],
    ['a type in a foreign namespace', '<int xmlns="urn:x">1</int>'],
    ["a type in Apache's namespace that is none of its own", `<ex:int ${apache}>1</ex:int>`],
    ['an extension in a foreign namespace', '<i8 xmlns="urn:x">1</i8>'],
    ['two types', '<int>1</int><int>2</int>'],
    ['a type with text beside it', 'a<int>1</int>'],
    ['an element in a string', '<string><b>a</b></string>'],
    ['an array without data', '<array/>'],
    ['an array with two data', '<array><data/><data/></array>'],
    ['an array of something else', '<array><data><int>1</int></data></array>'],
    ['a struct of something else', '<struct><int>1</int></struct>'],
    ['a member without a name', '<struct><member><value>1</value></member></struct>'],
    ['a member without a value', '<struct><member><name>a</name></member></struct>'],
    ['a member with two names', '<struct><member><name>a</name><name>b</name><value>1</value></member></struct>'],
    ['text in a struct', '<struct>a</struct>'],
  ])('%s', async (_what, value) => {
    expect(await echo(value)).toBe(122)
  })
})

describe('values that no parameter takes are fault 123, with what to send instead', () => {
  test.each([
    ['an array', '<array><data><value>a</value><value>b</value></data></array>'],
    ['an empty array', '<array><data/></array>'],
    ['a struct', '<struct><member><name>a</name><value>1</value></member></struct>'],
    ['an empty struct', '<struct/>'],
  ])('%s', async (_what, value) => {
    const reply = await postXml(server.url, methodCall('test.echo', struct({ api_key: app.key, x: value })))
    expect(reply).toMatchObject({ fault: 123, message: expect.stringMatching(/^Request malformed: .* x .*commas/) })
  })

  test('an array where a list with commas is declared', async () => {
    const list = '<array><data><value>a</value></data></array>'
    const reply = await postXml(
      server.url,
      methodCall('doc.tags.add', struct({ api_key: app.key, doc_id: '1', keywords: list })),
    )
    expect(reply).toMatchObject({ fault: 123, message: expect.stringContaining('keywords') })
  })

  test.each(['__proto__', 'constructor', 'prototype', 'a[]', '', 'a b', 'api'])('a name such as %p', async (name) => {
    const pairs = [
      ['api_key', app.key],
      [name, 'x'],
    ] as const
    expect((await postXml(server.url, methodCall('test.echo', struct(pairs)))).fault).toBe(123)
  })

  test('a member twice', async () => {
    const pairs = [
      ['api_key', app.key],
      ['x', '1'],
      ['x', '1'],
    ] as const
    expect((await postXml(server.url, methodCall('test.echo', struct(pairs)))).fault).toBe(123)
  })

  test('base64 that is not UTF-8, or holds a control character', async () => {
    expect(await echo('<base64>/w==</base64>')).toBe(123)
    expect(await echo('<base64>AA==</base64>')).toBe(123)
  })
})
