import type { SpokenFault } from '../../core/dialect/faults.js'
import { escapeText } from '../shared/xml/escape.js'

/** The struct of a fault: the code of the table, and its title, with the sentence that says what to mend. */
export function faultValue({ code, title, detail }: SpokenFault): string {
  const text = detail === undefined ? title : `${title}: ${detail}`
  return (
    `<struct><member><name>faultCode</name><value><int>${code}</int></value></member>` +
    `<member><name>faultString</name><value><string>${escapeText(text)}</string></value></member></struct>`
  )
}
