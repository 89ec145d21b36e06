import type { SoapVersion } from './soap-version.js'

const declaration = '<?xml version="1.0" encoding="utf-8" ?>\n'

/** Wraps a body in an envelope; `s` is the prefix of its namespace. */
export function writeEnvelope({ namespace }: SoapVersion, body: string, more = '', header = ''): string {
  return (
    `${declaration}<s:Envelope xmlns:s="${namespace}"${more}>` +
    `${header === '' ? '' : `<s:Header>${header}</s:Header>`}<s:Body>${body}</s:Body></s:Envelope>`
  )
}
