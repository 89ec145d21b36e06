import { type Driver, escapeXml, headersOf, type Said, type Sent } from './driver.js'

const versions = {
  '1.1': { namespace: 'http://schemas.xmlsoap.org/soap/envelope/', type: 'text/xml; charset=utf-8' },
  '1.2': { namespace: 'http://www.w3.org/2003/05/soap-envelope', type: 'application/soap+xml; charset=utf-8' },
} as const

type Version = keyof typeof versions

/** The request that names its method inside. */
export function genericSoapDriver(version: Version): Driver {
  return {
    ...soapDriver(version),
    name: `SOAP ${version} generic`,
    traits: new Set(['envelope'] as const),
    say: (sent) => envelop(version, sent, genericBody(sent)),
  }
}

/** The request that is named after its method, as the WSDL has it. */
export function typedSoapDriver(version: Version): Driver {
  return {
    ...soapDriver(version),
    name: `SOAP ${version} typed`,
    traits: new Set(['envelope', 'declared-only'] as const),
    say: (sent) => envelop(version, sent, typedBody(sent)),
  }
}

/** The generic request, answered in JSON. */
export const jsonOverSoapDriver: Driver = {
  ...genericSoapDriver('1.1'),
  name: 'SOAP 1.1 generic, answered in JSON',
  contentType: 'application/json; charset=utf-8',
  say: (sent) => envelop('1.1', { format: 'json', ...sent }, genericBody(sent)),
}

function soapDriver(version: Version): Pick<Driver, 'contentType' | 'unreadable'> {
  const { type } = versions[version]
  const init = { method: 'POST', headers: { 'content-type': type }, body: '<not well-formed' }
  return { contentType: type, unreadable: { said: { target: '/api/soap', init }, code: 121 } }
}

function envelop(version: Version, sent: Sent, body: string): Said {
  const { namespace, type } = versions[version]
  const target = sent.format === undefined ? '/api/soap' : `/api/soap/${sent.format}`
  if (sent.verb === 'GET') return { target, init: { headers: headersOf(sent) } }
  const envelope =
    `<?xml version="1.0" encoding="utf-8"?><e:Envelope xmlns:e="${namespace}">` +
    `<e:Body>${body}</e:Body></e:Envelope>`
  return { target, init: { method: 'POST', headers: headersOf(sent, type), body: envelope } }
}

function genericBody(sent: Sent): string {
  return `<i:ipernityRequest xmlns:i="urn:ipernity"><method>${escapeXml(sent.method)}</method>${paramsOf(sent)}</i:ipernityRequest>`
}

function typedBody(sent: Sent): string {
  return `<${sent.method} xmlns="urn:babelgate:api">${paramsOf(sent)}</${sent.method}>`
}

function paramsOf({ pairs, files = {} }: Sent): string {
  return [
    ...pairs.map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`),
    ...Object.entries(files).map(([name, content]) => `<${name}>${content.toString('base64')}</${name}>`),
  ].join('')
}
