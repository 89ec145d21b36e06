import type { Template } from '../../http/template.js'
import type { Spot } from '../file/source.js'
import { proposeWord } from '../nearest-word.js'
import type { TemplateWords } from '../words/method-words.js'
import type { Params } from './read-params.js'

/** A piece of a text: characters, or the name of a parameter. */
export type TextPart = string | { readonly param: string }

/** The name under which a template gets the id of the call. */
const callId = 'call.id'

/**
 * Splits a text at its parameters: `{name}`; `{{` and `}}` are braces.
 *
 * @throws UpstreamsError for a brace alone, or a parameter that is not declared
 */
export function splitText(text: string, params: ReadonlySet<string>, spot: Spot): readonly TextPart[] {
  const parts: TextPart[] = []
  let rest = ''
  for (const [piece, name] of text.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g)) {
    if (piece === '{' || piece === '}')
      spot.fail(`has a ${piece} alone; double it for the brace itself, or write {param}`)
    if (name === undefined) {
      rest += piece === '{{' || piece === '}}' ? piece.slice(1) : piece
      continue
    }
    if (!params.has(name) && name !== callId) {
      spot.fail(`has the unknown parameter {${name}}; ${proposeWord(name, [...params, callId])}`)
    }
    if (rest !== '') parts.push(rest)
    rest = ''
    parts.push({ param: name })
  }
  return rest === '' ? parts : [...parts, rest]
}

/**
 * Reads a value of a request.
 *
 * @throws UpstreamsError as {@link splitText}, and for a parameter in a text that is not one value
 */
export function readTemplate(words: TemplateWords, params: Params, spot: Spot): Template {
  if (typeof words === 'string') return textTemplate(splitText(words, params.names, spot), params, spot)
  if (typeof words !== 'object' || words === null) return { kind: 'constant', value: words }
  if (isList(words)) {
    return { kind: 'list', items: words.map((item, index) => readTemplate(item, params, spot.at(index))) }
  }
  const members = Object.entries(words).map(
    ([name, value]) => [name, readTemplate(value, params, spot.at(name))] as const,
  )
  return { kind: 'object', members }
}

/** The names of the parameters in a template. */
export function paramsOf(template: Template): readonly string[] {
  switch (template.kind) {
    case 'param':
      return [template.name]
    case 'text':
      return template.parts.flatMap(paramsOf)
    case 'list':
      return template.items.flatMap(paramsOf)
    case 'object':
      return template.members.flatMap(([, value]) => paramsOf(value))
    default:
      return []
  }
}

/** A text that is one parameter takes its value with its type. */
function textTemplate(parts: readonly TextPart[], { types }: Params, spot: Spot): Template {
  const [only] = parts
  if (only === undefined) return { kind: 'constant', value: '' }
  if (parts.length === 1) return partTemplate(only)
  const names = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.param]))
  const wrong = names.find((name) => (types.get(name)?.form ?? 'scalar') !== 'scalar')
  if (wrong !== undefined) spot.fail(`has {${wrong}} inside a text, which is not one value; make it a value of its own`)
  return { kind: 'text', parts: parts.map(partTemplate) }
}

function partTemplate(part: TextPart): Template {
  if (typeof part === 'string') return { kind: 'constant', value: part }
  return part.param === callId ? { kind: 'call', fact: 'id' } : { kind: 'param', name: part.param }
}

function isList(words: TemplateWords): words is readonly TemplateWords[] {
  return Array.isArray(words)
}
