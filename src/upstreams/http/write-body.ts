import { createReadStream } from 'node:fs'
import { malformedParameter } from '../../core/api-error.js'
import type { UploadedFile } from '../../core/caller.js'
import { isObject } from '../../core/schema/pick-branch.js'
import type { Shape } from '../../core/schema/shape.js'
import { type CallValues, compileTemplate } from './evaluate.js'
import { type MultipartPart, writeMultipart } from './multipart.js'
import type { BodyEncoding, BodyPart, BodyTemplate } from './operation.js'
import type { Template } from './template.js'
import { textOf, writeValue } from './write-json.js'
import { compileJsonBody } from './write-json-body.js'
import { type Field, fieldsOf } from './write-query.js'
import type { WrittenBody } from './written-body.js'

/** The values and files of one call. */
export interface BodyValues extends CallValues {
  readonly files: ReadonlyMap<string, UploadedFile>
}

/** Writes the body of a call; undefined where there is none. */
export type WriteBody = (values: BodyValues) => WrittenBody | undefined

/** The facts of an operation that its bodies depend on. */
export interface BodyContext {
  /** The shape of a parameter. */
  readonly shapeOf: (param: string) => Shape | undefined
  /** The names of parameters that are files. */
  readonly files: readonly string[]
}

const mediaTypes: Readonly<Record<BodyEncoding, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data',
  text: 'text/plain; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  binary: 'application/octet-stream',
}

/**
 * Compiles the body of an operation.
 *
 * @returns the writer
 * @throws ApiError 123 from the writer, where a file that is the whole body is missing
 */
export function compileBody(template: BodyTemplate, context: BodyContext): WriteBody {
  const contentType = template.contentType ?? mediaTypes[template.encoding]
  switch (template.encoding) {
    case 'json': {
      const write = compileJsonBody(template.value, context.shapeOf)
      return whole(contentType, write)
    }
    case 'form':
      return whole(contentType, compileForm(template))
    case 'multipart':
      return compileMultipart(template, contentType, context)
    case 'text':
    case 'xml': {
      const evaluate = compileTemplate(template.value)
      return whole(contentType, (values) => {
        const value = evaluate(values)
        return value === undefined || value === null ? undefined : textOf(value)
      })
    }
    case 'binary':
      return compileFile(template, contentType)
  }
}

function whole(contentType: string, write: (values: CallValues) => string | undefined): WriteBody {
  return (values) => {
    const body = write(values)
    return body === undefined ? undefined : { contentType, body }
  }
}

/** A form (WHATWG URL section 5.2): lists are repeated names, unless the part says otherwise; objects are JSON. */
function compileForm({ value, parts }: BodyTemplate): (values: CallValues) => string | undefined {
  const evaluate = compileTemplate(value)
  return (values) => {
    const object = evaluate(values)
    if (!isObject(object)) return undefined
    const fields = Object.entries(object).flatMap(([name, member]) => formFields(name, member, parts?.get(name)))
    return new URLSearchParams(fields.map(([name, text]): [string, string] => [name, text])).toString()
  }
}

function formFields(name: string, value: unknown, part: BodyPart | undefined): readonly Field[] {
  if (value === undefined || value === null) return []
  const style = part?.style ?? 'form'
  if (isObject(value) && part?.style === undefined) return [[name, writeValue(value)]]
  return fieldsOf(value, { name, style, explode: part?.explode ?? true })
}

/** multipart/form-data (RFC 7578): a part for each text, each item of a list and each file. */
function compileMultipart({ value, parts }: BodyTemplate, contentType: string, { files }: BodyContext): WriteBody {
  const members = value.kind === 'object' ? value.members : []
  const texts = members.filter(([, member]) => !isFileParam(member, files))
  const evaluated = texts.map(([name, member]) => ({ name, evaluate: compileTemplate(member) }))
  const uploads = members.flatMap(([name, member]) =>
    member.kind === 'param' && files.includes(member.name) ? [{ name, param: member.name }] : [],
  )
  return (values) => {
    const written: MultipartPart[] = evaluated.flatMap(({ name, evaluate }) =>
      textParts(name, evaluate(values), parts?.get(name)),
    )
    for (const { name, param } of uploads) {
      const file = values.files.get(param)
      if (file !== undefined) written.push({ name, file, contentType: parts?.get(name)?.contentType })
    }
    return writeMultipart(written, contentType)
  }
}

function isFileParam(template: Template, files: readonly string[]): boolean {
  return template.kind === 'param' && files.includes(template.name)
}

/** The parts of a value: text for scalars, JSON for objects (OpenAPI 3.1, "Encoding Object"). */
function textParts(name: string, value: unknown, part: BodyPart | undefined): readonly MultipartPart[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item) => textParts(name, item, part))
  if (isObject(value)) return [{ name, text: writeValue(value), contentType: part?.contentType ?? 'application/json' }]
  return [{ name, text: textOf(value), contentType: part?.contentType }]
}

/** A file that is the whole body, streamed from disk. */
function compileFile({ value, required }: BodyTemplate, contentType: string): WriteBody {
  const param = value.kind === 'param' ? value.name : ''
  return ({ files }) => {
    const file = files.get(param)
    if (file === undefined) {
      if (required) throw malformedParameter(`The file ${param} is missing`, param)
      return undefined
    }
    return { contentType, body: { open: () => createReadStream(file.path), length: file.bytes } }
  }
}
