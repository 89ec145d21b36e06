/** Decodes a Content-Transfer-Encoding chunk by chunk; undefined for invalid input. */
export interface TransferDecoder {
  push(chunk: Buffer): Buffer | undefined
  /** Decodes the remaining input. */
  end(): Buffer | undefined
}

const nothing = Buffer.alloc(0)

const asIs = (): TransferDecoder => ({ push: (chunk) => chunk, end: () => nothing })

/** Base64 in lines (RFC 2045 section 6.8), padded. */
function base64(): TransferDecoder {
  let rest = ''
  let padded = false
  return {
    push(chunk) {
      const text = rest + chunk.toString('latin1').replace(/[ \t\r\n]+/g, '')
      const whole = text.slice(0, text.length - (text.length % 4))
      rest = text.slice(whole.length)
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(whole) || (padded && text !== '')) return undefined
      padded ||= whole.endsWith('=')
      return Buffer.from(whole, 'base64')
    },
    end: () => (rest === '' ? nothing : undefined),
  }
}

/** An incomplete escape at the end of a chunk. */
const unfinished = /=(?:[0-9A-Fa-f]|[ \t]{1,64}\r?|\r)?$/

/** Quoted-printable (RFC 2045 section 6.7). Trailing white space is kept, since HTTP adds none. */
function quotedPrintable(): TransferDecoder {
  let rest = ''
  const decode = (text: string): Buffer | undefined => {
    let failed = false
    const decoded = text.replace(/=(?:([0-9A-Fa-f]{2})|[ \t]{0,64}\r?\n)?/g, (found, digits: string | undefined) => {
      failed ||= found === '='
      return digits === undefined ? '' : String.fromCharCode(Number.parseInt(digits, 16))
    })
    return failed ? undefined : Buffer.from(decoded, 'latin1')
  }
  return {
    push(chunk) {
      const text = rest + chunk.toString('latin1')
      rest = unfinished.exec(text.slice(-80))?.[0] ?? ''
      return decode(text.slice(0, text.length - rest.length))
    },
    // The line end of a final soft break belongs to the boundary.
    end: () => (/^=[ \t\r]*$/.test(rest) ? nothing : decode(rest)),
  }
}

/** The decoders by lower-case name of the Content-Transfer-Encoding (RFC 2045 section 6.1). */
export const transferDecoders: ReadonlyMap<string, () => TransferDecoder> = new Map([
  ['7bit', asIs],
  ['8bit', asIs],
  ['binary', asIs],
  ['base64', base64],
  ['quoted-printable', quotedPrintable],
])
