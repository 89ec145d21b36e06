import type { ApiError } from '../../core/api-error.js'
import { escapeText } from '../shared/xml/escape.js'

/** The struct of a fault: the code of the table, and its title, with the sentence that says what to mend. */
export function faultValue({ code, message, detail }: ApiError): string {
  const text = detail === undefined ? message : `${message}: ${detail}`
  return (
    `<struct><member><name>faultCode</name><value><int>${code}</int></value></member>` +
    `<member><name>faultString</name><value><string>${escapeText(text)}</string></value></member></struct>`
  )
}
