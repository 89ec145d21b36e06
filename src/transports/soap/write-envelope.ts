import type { SoapVersion } from './soap-version.js'

const declaration = '<?xml version="1.0" encoding="utf-8" ?>\n'

/** Puts a body into an envelope; the prefix of the envelope's namespace is `s`. */
export function writeEnvelope({ namespace }: SoapVersion, body: string, more = '', header = ''): string {
  return (
    `${declaration}<s:Envelope xmlns:s="${namespace}"${more}>` +
    `${header === '' ? '' : `<s:Header>${header}</s:Header>`}<s:Body>${body}</s:Body></s:Envelope>`
  )
}
