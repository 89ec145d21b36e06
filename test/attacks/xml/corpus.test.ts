import { decodeXml } from '../../../src/transports/shared/xml/decode-xml.js'
import { readXml } from '../../../src/transports/shared/xml/read-xml.js'
import { XmlError } from '../../../src/transports/shared/xml/xml-error.js'
import { attackBytes, prototypeNames, xmlAttacks } from './corpus.js'

const envelope = (value: string) => `<call><v>${value}</v></call>`

test.each(xmlAttacks.map((attack) => [attack.name, attack] as const))('%s', (_name, attack) => {
  const read = () => readXml(decodeXml(attackBytes(attack, envelope), attack.charset))
  if (attack.outcome === 'refused') expect(read).toThrow(XmlError)
  else expect(read().children).toMatchObject([{ name: 'v', text: attack.outcome.text, children: [] }])
})

test.each(prototypeNames)('the name %s changes no object', (name) => {
  const root = readXml(envelope(`<${name} ${name}="evil">evil</${name}>`))
  expect(root.children[0]?.children[0]).toEqual({
    name,
    namespace: '',
    attributes: [{ name, namespace: '', value: 'evil' }],
    children: [],
    text: 'evil',
  })
  for (const touched of [{}, [], root]) {
    expect(Object.getOwnPropertyNames(touched)).not.toContain(name)
    expect(Object.getPrototypeOf(touched)).toBe(Array.isArray(touched) ? Array.prototype : Object.prototype)
  }
})
