import type { HeaderField } from '../../http/operation.js'
import type { Template } from '../../http/template.js'
import { isClientHeader } from '../client-headers.js'
import type { Spot } from '../file/source.js'
import type { TemplateWords } from '../words/method-words.js'
import { checkFlat } from './check-flat.js'
import type { Params } from './read-params.js'
import { readTemplate } from './read-template.js'

/** The headers of a method. */
export interface HeaderLines {
  /** Without Content-Type. */
  readonly fields: readonly HeaderField[]
  readonly contentType: string | undefined
  readonly accept: string | undefined
}

/**
 * Reads the headers of a method.
 *
 * @throws UpstreamsError for one that the gateway sets itself, is named twice, or has a value that no header can carry
 */
export function readHeaders(words: Readonly<Record<string, TemplateWords>>, params: Params, spot: Spot): HeaderLines {
  const fields = new Map<string, HeaderField>()
  for (const [written, value] of Object.entries(words)) {
    const name = written.toLowerCase()
    const at = spot.at(written)
    if (fields.has(name)) at.fail('is named twice; leave one of them')
    checkName(name, at)
    const template = checkFlat(readTemplate(value, params, at), params, at)
    if (fixed.has(name) && template.kind !== 'constant') at.fail('must be a media type without parameters of the call')
    checkText(template, at)
    fields.set(name, { name, value: template, explode: false })
  }
  const contentType = textOf(fields.get('content-type'))
  fields.delete('content-type')
  return { fields: [...fields.values()], contentType, accept: textOf(fields.get('accept')) }
}

/** Headers on which the reading and writing of bodies depends. */
const fixed: ReadonlySet<string> = new Set(['content-type', 'accept'])

function checkName(name: string, spot: Spot): void {
  if (name === 'authorization') spot.fail('is a credential; use auth of the service')
  // A cookie would need an encoding that services agree on.
  if (name === 'cookie') spot.fail('cannot be written here; describe the service by OpenAPI')
  if (name !== 'content-type' && isClientHeader(name))
    spot.fail('is a header that the gateway sets itself; leave it out')
}

/** Visible ASCII, spaces and tabs (RFC 9110 section 5.5, without obsolete text). */
const headerText = /^[\t\x20-\x7e]*$/

function checkText(template: Template, spot: Spot): void {
  if (template.kind === 'constant' && !headerText.test(String(template.value))) {
    spot.fail('has a character that no header can carry; use ASCII')
  }
  if (template.kind === 'text') for (const part of template.parts) checkText(part, spot)
  if (template.kind === 'list') for (const item of template.items) checkText(item, spot)
}

function textOf(field: HeaderField | undefined): string | undefined {
  return field?.value.kind === 'constant' ? String(field.value.value) : undefined
}
