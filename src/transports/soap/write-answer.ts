import type { RegisteredMethod, Registry } from '../../core/registry.js'
import type { ObjectShape, ScalarShape, Shape } from '../../core/schema/shape.js'
import { compileMembers, type Render } from '../shared/formats/members.js'
import { itemsOf, scalarText } from '../shared/formats/scalar-text.js'
import { escapeText } from '../shared/xml/escape.js'
import { genericNamespace, genericResponse, typedNamespace } from './namespaces.js'
import type { SoapVersion } from './soap-version.js'
import { writeEnvelope } from './write-envelope.js'

/** What the documented answer declares, whether it needs it or not. */
const documented = ' xmlns:xsi="http://www.w3.org/1999/XMLSchema-instance" xmlns:xsd="http://www.w3.org/1999/XMLSchema"'

/** An answer to the generic request: the payload as XML does it elsewhere, as text (spec/ipernity-wire section 5). */
export function writeGenericAnswer(version: SoapVersion, payload: string): string {
  const body = `<x:${genericResponse} xmlns:x="${genericNamespace}">${escapeText(payload)}</x:${genericResponse}>`
  return writeEnvelope(version, body, documented)
}

/** An answer to a typed request: an element named after the method, as the WSDL declares it. */
export function writeTypedAnswer(version: SoapVersion, { method }: RegisteredMethod, content: string): string {
  const name = `${method.name}Response`
  return writeEnvelope(version, `<${name} xmlns="${typedNamespace}">${content}</${name}>`)
}

/** Compiles the writers of typed answers of a registry, once. */
export function compileTypedContents(registry: Registry): (entry: RegisteredMethod) => Render {
  const compiled = new Map(registry.methods.map((entry) => [entry, compileContent(entry.shape)]))
  return (entry) => {
    const render = compiled.get(entry)
    if (render === undefined) throw new TypeError(`${entry.method.name} is not in the registry of this transport`)
    return render
  }
}

/** Members that are not declared have no type, so they do not show here. */
function compileContent(shape: ObjectShape): Render {
  const members = compileMembers(shape, compileElement, noOther)
  return (value) => members(value).join('')
}

const noOther = () => () => ''

function compileElement(name: string, shape: Shape): Render {
  switch (shape.kind) {
    case 'scalar': {
      const text = compileScalar(shape)
      return (value) => `<${name}>${text(value)}</${name}>`
    }
    case 'list': {
      const item = compileElement(name, shape.item)
      return (value) => itemsOf(value).map(item).join('')
    }
    case 'object': {
      const content = compileContent(shape)
      return (value) => `<${name}>${content(value)}</${name}>`
    }
  }
}

function compileScalar({ type }: ScalarShape): Render {
  if (type === 'boolean') return (value) => (scalarText(value) === '1' ? 'true' : 'false')
  return (value) => escapeText(scalarText(value))
}
