import { checkCall, Fault } from './checks.js'
import { escapeXml, scanXml } from './scan-xml.js'

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'

/** Answers an echo in SOAP 1.1, in the generic style: what {@link answerXmlRpc} does for XML-RPC. */
export function answerSoap(text) {
  try {
    const [request] = bodyOf(only(scanXml(text, 121), 'Envelope', soap, 121).children).children
    const params = paramsOf(only(request, 'ipernityRequest', 'urn:ipernity', 121).children)
    const method = params.get('method')
    params.delete('method')
    checkCall(method, params)
    const payload = escapeXml(`<echo>${escapeXml(params.get('echo'))}</echo>`)
    return (
      `<?xml version="1.0" encoding="utf-8" ?>\n<s:Envelope xmlns:s="${soap}" ` +
      'xmlns:xsi="http://www.w3.org/1999/XMLSchema-instance" xmlns:xsd="http://www.w3.org/1999/XMLSchema"><s:Body>' +
      `<x:ipernityResponse xmlns:x="urn:ipernity">${payload}</x:ipernityResponse></s:Body></s:Envelope>`
    )
  } catch (thrown) {
    const { code, message } = thrown instanceof Fault ? thrown : { code: 500, message: 'Service error' }
    const fault = `<faultcode>ipernity.error.${code}</faultcode><faultstring>${escapeXml(message)}</faultstring>`
    return `<s:Envelope xmlns:s="${soap}"><s:Body><s:Fault>${fault}</s:Fault></s:Body></s:Envelope>`
  }
}

/** The Body of an Envelope, before which there may be a Header; header blocks are refused. */
function bodyOf(elements) {
  const at = elements[0]?.name === 'Header' ? 1 : 0
  if (at === 1 && only(elements[0], 'Header', soap, 121).children.length > 0) throw new Fault(121, 'Header unknown')
  if (elements.length > at + 1) throw new Fault(121, 'Envelope invalid')
  return only(elements[at], 'Body', soap, 121)
}

function paramsOf(elements) {
  const params = new Map()
  for (const { name, text, children } of elements) {
    if (params.has(name) || children.length > 0) throw new Fault(123, 'Request malformed')
    params.set(name, text)
  }
  return params
}

/** Answers an echo in XML-RPC, sent as one struct of strings. */
export function answerXmlRpc(text) {
  const start = '<?xml version="1.0" encoding="utf-8"?>\n<methodResponse>'
  try {
    const [name, params] = only(scanXml(text, 122), 'methodCall', '', 122).children
    const [param] = only(params, 'params', '', 122).children
    const struct = only(
      only(only(param, 'param', '', 122).children[0], 'value', '', 122).children[0],
      'struct',
      '',
      122,
    )
    const members = membersOf(struct.children)
    checkCall(only(name, 'methodName', '', 122).text, members)
    const echo = `<member><name>echo</name><value><string>${escapeXml(members.get('echo'))}</string></value></member>`
    return `${start}<params><param><value><struct>${echo}</struct></value></param></params></methodResponse>`
  } catch (thrown) {
    const { code, message } = thrown instanceof Fault ? thrown : { code: 500, message: 'Service error' }
    return (
      `${start}<fault><value><struct><member><name>faultCode</name><value><int>${code}</int></value></member>` +
      `<member><name>faultString</name><value><string>${escapeXml(message)}</string></value></member></struct></value>` +
      '</fault></methodResponse>'
    )
  }
}

function membersOf(elements) {
  const members = new Map()
  for (const member of elements) {
    const [name, value] = only(member, 'member', '', 122).children
    const key = only(name, 'name', '', 122).text
    if (members.has(key)) throw new Fault(123, 'Request malformed')
    members.set(key, only(only(value, 'value', '', 122).children[0], 'string', '', 122).text)
  }
  return members
}

function only(element, name, namespace, code) {
  if (element?.name !== name || element.namespace !== namespace) throw new Fault(code, 'Envelope invalid')
  return element
}
