import type { SpokenFault } from '../../core/dialect/faults.js'
import { escapeText } from '../shared/xml/escape.js'

/** Writes the struct of a fault: its code, and its title with the detail. */
export function faultValue({ code, title, detail }: SpokenFault): string {
  const text = detail === undefined ? title : `${title}: ${detail}`
  return (
    `<struct><member><name>faultCode</name><value><int>${code}</int></value></member>` +
    `<member><name>faultString</name><value><string>${escapeText(text)}</string></value></member></struct>`
  )
}
