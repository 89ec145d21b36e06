import type { Shape } from '../../src/core/schema/shape.js'
import { payloadShape } from '../../src/transports/shared/formats/payload-shape.js'
import type { Driver, Said, Trait } from '../cases/drivers/index.js'
import { restDriver } from '../cases/drivers/rest.js'
import { genericSoapDriver } from '../cases/drivers/soap.js'
import { structDriver } from '../cases/drivers/xmlrpc.js'
import { child, type Outcome, parse, type Reply } from '../cases/read-reply.js'
import { elementTree, plainTree } from '../cases/trees.js'
import { mirror } from './mirror.js'

/** The numbers of the faults of the table are higher here by as much; those of methods are their own. */
const higher = 1000

function codeOf(text: unknown): Outcome {
  const number = Number(text)
  return { code: number > higher ? number - higher : number }
}

/** The driver of another dialect with its addresses and elements changed. */
function translated(driver: Driver, differs: Partial<Driver>, traits: readonly Trait[] = []): Driver {
  const translate = ({ target, init }: Said): Said => ({
    target: target.replace(/^\/api\/(soap|xmlrpc)?/, (_, protocol = 'rest/') => `/mirror/${protocol}`),
    init: typeof init.body === 'string' ? { ...init, body: inWords(init.body) } : init,
  })
  const { said, code } = driver.unreadable
  return {
    ...driver,
    traits: new Set([...driver.traits, ...traits]),
    say: (sent, method) => translate(driver.say(sent, method)),
    unreadable: { said: translate(said), code },
    ...differs,
  }
}

function inWords(body: string): string {
  return body.replaceAll('ipernityRequest', 'MirrorRequest').replaceAll('urn:ipernity', 'urn:mirror')
}

function restOf(format: string, differs: Pick<Driver, 'contentType' | 'faultType' | 'read'>): Driver {
  const { say, ...usual } = restDriver('json')
  const asked: Driver = { ...usual, say: (sent, method) => say({ format, ...sent }, method) }
  return translated(asked, { ...differs, name: `mirror REST ${format}` })
}

function payloadTree(xml: string, shape: Shape): Outcome {
  return { value: elementTree(parse(`<payload>${xml}</payload>`), payloadShape(shape, mirror.envelopes.payload)) }
}

/** Clients of the mirror, one for each envelope. */
export const mirrorDrivers: readonly Driver[] = [
  restOf('rest', {
    contentType: 'text/xml; charset=utf-8',
    read(reply, shape) {
      const root = parse(reply.text)
      const isFault = root.attributes.some(({ name, value }) => name === 'stat' && value === 'fail')
      if (isFault) return readRsp(reply)
      return { value: elementTree({ ...root, attributes: [] }, payloadShape(shape, mirror.envelopes.payload)) }
    },
  }),
  restOf('object', {
    contentType: 'text/javascript; charset=utf-8',
    faultType: 'application/problem+json',
    read(reply, shape) {
      // A fault before the format is known comes in the usual one.
      if (reply.contentType.startsWith('text/xml')) return readRsp(reply)
      const { code, response } = JSON.parse(reply.text) as { readonly code?: number; readonly response: unknown }
      return code === undefined
        ? { value: plainTree(response, payloadShape(shape, mirror.envelopes.payload)) }
        : codeOf(code)
    },
  }),
  translated(
    genericSoapDriver('1.1'),
    {
      name: 'mirror SOAP',
      read({ text }, shape) {
        const content = child(child(parse(text), 'Body'), undefined)
        if (content.name === 'MirrorResponse') return payloadTree(content.text, shape)
        return codeOf(child(content, 'faultcode').text.replace('mirror.', ''))
      },
    },
    ['no-formats'],
  ),
  translated(
    structDriver,
    {
      name: 'mirror XML-RPC',
      read({ text }, shape) {
        const content = child(parse(text), undefined)
        if (content.name === 'params')
          return payloadTree(child(child(child(content, 'param'), 'value'), 'string').text, shape)
        const members = child(child(content, 'value'), 'struct').children
        const code = members.find((member) => child(member, 'name').text === 'faultCode')
        return codeOf(code && child(child(code, 'value'), 'int').text)
      },
    },
    ['no-formats'],
  ),
]

function readRsp({ text }: Reply): Outcome {
  const [error] = parse(text).children
  return codeOf(error?.attributes.find(({ name }) => name === 'code')?.value)
}
