import type { GenericSoap, PayloadNames } from '../../core/dialect/envelopes.js'
import type { MethodDescription } from '../../core/method-spec.js'
import {
  innerItem,
  type Member,
  type NamedShape,
  recordEntry,
  type ScalarShape,
  type Shape,
} from '../../core/schema/shape.js'
import { compileJsonText } from '../shared/formats/any-value.js'
import { compileMembers, compileUnion, type RenderNamed } from '../shared/formats/members.js'
import { refCompiler } from '../shared/formats/named.js'
import { compilePayload } from '../shared/formats/payload-shape.js'
import { fileText, itemsOf, type Render, scalarText } from '../shared/formats/scalar-text.js'
import { memo } from '../shared/memo.js'
import { escapeText } from '../shared/xml/escape.js'
import { typedNamespace } from './namespaces.js'
import { typedShape } from './schema-types.js'
import type { SoapVersion } from './soap-version.js'
import { writeEnvelope } from './write-envelope.js'

/** The namespace declarations of the documented answer, which has them even unused. */
const documented = ' xmlns:xsi="http://www.w3.org/1999/XMLSchema-instance" xmlns:xsd="http://www.w3.org/1999/XMLSchema"'

/** Writes the answer to a generic request: the XML payload as escaped text. */
export function writeGenericAnswer(
  version: SoapVersion,
  { namespace, response }: GenericSoap,
  payload: string,
): string {
  const body = `<x:${response} xmlns:x="${namespace}">${escapeText(payload)}</x:${response}>`
  return writeEnvelope(version, body, documented)
}

/** Writes the answer to a typed request: the response element of the WSDL. */
export function writeTypedAnswer(version: SoapVersion, method: MethodDescription, content: string): string {
  const name = `${method.name}Response`
  return writeEnvelope(version, `<${name} xmlns="${typedNamespace}">${content}</${name}>`)
}

/** The writers of typed answers with the names of a dialect, by method; compiled on first use. */
export const typedContent = memo((names: PayloadNames) =>
  memo(
    (method: MethodDescription): Render =>
      compilePayload(method.result, names, () => compileContent(typedShape(method, names))),
  ),
)

function compileContent(shape: NamedShape): Render {
  if (shape.kind === 'union') {
    const write = compileUnion(shape, compileContent)
    return (value) => write(value)(value)
  }
  const members = compileMembers(shape, compileMember, compileEntry)
  return (value) => members(value).join('')
}

function compileMember({ xmlName, shape }: Member): Render {
  const element = compileElement(shape)
  return (value) => element(xmlName, value)
}

/** Compiles the writer of undeclared members. A schema has no elements for them, so each is an entry of name and value. */
function compileEntry(shape: Shape): RenderNamed {
  const element = compileElement(shape)
  return (name, value) => `<${recordEntry}><name>${escapeText(name)}</name>${element('value', value)}</${recordEntry}>`
}

const compileRef = refCompiler(compileElement)

function compileElement(shape: Shape): RenderNamed {
  switch (shape.kind) {
    case 'scalar': {
      const text = compileScalar(shape)
      return (name, value) => `<${name}>${text(value)}</${name}>`
    }
    case 'list': {
      const item = compileItem(shape.item)
      return (name, value) =>
        itemsOf(value, shape)
          .map((each) => item(name, each))
          .join('')
    }
    case 'object':
    case 'union': {
      const content = compileContent(shape)
      return (name, value) => `<${name}>${content(value)}</${name}>`
    }
    case 'ref':
      return compileRef(shape)
    case 'any': {
      const text = compileJsonText(shape)
      return (name, value) => `<${name}>${escapeText(text(value))}</${name}>`
    }
    case 'file':
      return (name, value) => `<${name}>${fileText(shape, value)}</${name}>`
  }
}

/** Compiles the writer of items; an inner list has an element of its own, a member repeats its element. */
function compileItem(shape: Shape): RenderNamed {
  const element = compileElement(shape)
  if (shape.kind !== 'list') return element
  return (name, value) => `<${name}>${element(innerItem, value)}</${name}>`
}

function compileScalar(shape: ScalarShape): Render {
  if (shape.type === 'boolean') return (value) => (scalarText(shape, value) === '1' ? 'true' : 'false')
  return (value) => escapeText(scalarText(shape, value))
}
