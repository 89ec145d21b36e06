import { malformedParameter } from '../../core/api-error.js'
import type { Shape } from '../../core/schema/shape.js'
import type { UpstreamRequest } from '../client/upstream-client.js'
import { type CallValues, compileTemplate } from './evaluate.js'
import type { HeaderField, HttpOperation } from './operation.js'
import { type BodyValues, compileBody } from './write-body.js'
import { compilePath, simpleText } from './write-path.js'
import { compileQuery } from './write-query.js'

/** The media types that answers of a kind may have. */
const accepts: Readonly<Record<HttpOperation['result']['content'], string>> = {
  json: 'application/json',
  xml: 'application/xml, text/xml;q=0.9',
  text: 'text/plain, */*;q=0.5',
  binary: '*/*',
  none: '*/*',
}

/**
 * Compiles the requests of an operation. They hold what the operation declares and nothing of the caller's.
 *
 * @param shapeOf the shape of a parameter
 * @returns the writer
 * @throws ApiError 123 from the writer, for values that a path or a header cannot carry
 */
export function compileRequest(
  { verb, request, result, files }: HttpOperation,
  shapeOf: (param: string) => Shape | undefined,
): (values: BodyValues) => UpstreamRequest {
  const path = compilePath(request.path)
  const query = compileQuery(request.query)
  const addHeaders = compileHeaders(request.headers)
  const cookie = compileCookies(request.cookies)
  const body = request.body && compileBody(request.body, { shapeOf, files: files.map(({ name }) => name) })
  const accept = accepts[result.content]
  return (values) => {
    const headers: Record<string, string> = { accept }
    addHeaders(values, headers)
    const cookies = cookie(values)
    if (cookies !== '') headers['cookie'] = cookies
    const written = body?.(values)
    if (written !== undefined) headers['content-type'] = written.contentType
    return { verb, path: path(values) + query(values), headers, body: written?.body }
  }
}

function compileHeaders(fields: readonly HeaderField[]): (values: CallValues, headers: Record<string, string>) => void {
  const compiled = fields.map(({ name, value, explode }) => ({ name, explode, evaluate: compileTemplate(value) }))
  return (values, headers) => {
    for (const { name, explode, evaluate } of compiled) {
      const value = evaluate(values)
      if (value !== undefined && value !== null) headers[name] = headerText(name, simpleText(value, explode))
    }
  }
}

/** Bytes of Latin-1 without controls (RFC 9110 section 5.5). */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

function headerText(name: string, text: string): string {
  if (headerValue.test(text)) return text
  throw malformedParameter(`The header ${name} cannot carry control characters or characters beyond Latin-1`, name)
}

function compileCookies(fields: readonly HeaderField[]): (values: CallValues) => string {
  if (fields.length === 0) return () => ''
  const compiled = fields.map(({ name, value, explode }) => ({ name, explode, evaluate: compileTemplate(value) }))
  return (values) => {
    const cookies = compiled.flatMap(({ name, explode, evaluate }) => {
      const value = evaluate(values)
      return value === undefined || value === null ? [] : [`${name}=${encodeURIComponent(simpleText(value, explode))}`]
    })
    return cookies.join('; ')
  }
}
