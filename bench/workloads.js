import { hash } from 'node:crypto'
import { item } from './shop.js'

/** How many different calls a workload goes through, so that no server profits from seeing one and the same. */
const variety = 64

/** What a right answer contains, over REST and in an envelope. */
const ok = '"status":"ok"'
const someEcho = 'hello world'

/**
 * The calls of each workload, sent in turn, the consumer that signs them by OAuth, what a right answer contains, and what
 * of an answer all servers must agree on.
 *
 * @param identity key, secret, token and tokenSecret that every server knows
 */
export function workloads(identity) {
  const { key, secret, token } = identity
  const echoes = Array.from({ length: variety }, (_, index) => `${someEcho} ${index}`)
  const rest = (params) => ({ requests: echoes.map((echo) => get(params({ echo }))), expected: ok, essence: whole })
  const envelope = (path, write) => {
    const requests = echoes.map((echo) => post(path, write(key, echo)))
    return { requests, expected: someEcho, essence: echoed }
  }
  const oauth = { ...rest((params) => params), consumer: identity }
  const signed = rest((params) => sign({ api_key: key, auth_token: token, ...params }, secret))
  return {
    W1: rest((params) => ({ api_key: key, ...params })),
    W2: signed,
    W3: envelope('/api/soap', soap),
    W4: envelope('/api/xmlrpc', xmlRpc),
    W5m: oauth,
    W5r: oauth,
    W6: signed,
    W7: service(key),
  }
}

/** Calls of the service behind W7, with the key in its header. */
function service(key) {
  const requests = Array.from({ length: variety }, (_, index) => {
    return { method: 'GET', path: `/rpc/shop.item?id=${1000 + index}`, headers: { 'x-api-key': key } }
  })
  return { requests, expected: `{"id":${item.id},`, essence: whole }
}

/** Adds the old signature: MD5 over the sorted pairs, the method and the secret. */
export function sign(params, secret, method = 'test.echo') {
  const pairs = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))
  return { ...params, api_sig: hash('md5', `${pairs.flat().join('')}${method}${secret}`) }
}

/** A call by GET. */
export function get(params, method = 'test.echo') {
  return { method: 'GET', path: `/api/${method}?${new URLSearchParams(params)}` }
}

function post(path, body) {
  return { method: 'POST', path, headers: { 'content-type': 'text/xml; charset=utf-8' }, body }
}

/** As SOAP stacks write it: all their namespaces, an empty Header, a line for each element. */
function soap(key, echo) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
                  xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"
                  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                  xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                  xmlns:urn="urn:ipernity">
   <soapenv:Header/>
   <soapenv:Body>
      <urn:ipernityRequest>
         <method>test.echo</method>
         <api_key>${key}</api_key>
         <echo>${echo}</echo>
      </urn:ipernityRequest>
   </soapenv:Body>
</soapenv:Envelope>
`
}

function xmlRpc(key, echo) {
  const member = (name, value) => `<member><name>${name}</name><value><string>${value}</string></value></member>`
  return `<?xml version="1.0"?>
<methodCall><methodName>test.echo</methodName><params><param><value><struct>${member('api_key', key)}${member('echo', echo)}</struct></value></param></params></methodCall>`
}

/**
 * REST: status, headers and body, but for the time, the request's id (which only the gateway gives) and what limits leave.
 *
 * @param alike whether servers send the same headers; where they do not, only the type of the content counts
 */
async function whole(response, alike) {
  const body = (await response.text()).replace(/"at":"\d+"/, '"at":"…"')
  const counts = alike ? (header) => !varying.has(header) : (header) => header === 'content-type'
  const headers = [...response.headers]
    .filter(([header]) => counts(header))
    .map(([header, value]) => [header, header === 'ratelimit' ? value.replace(/;r=\d+;t=\d+/g, ';r=…;t=…') : value])
  return [response.status, ...headers.map((header) => header.join(': ')), body].join('\n')
}

const varying = new Set(['connection', 'date', 'keep-alive', 'x-request-id'])

/** Envelopes: no two libraries write them alike, so what was echoed counts. */
async function echoed(response) {
  const body = await response.text()
  return `${response.status} ${/hello world \d+/.exec(body)?.[0] ?? body}`
}
