import { apiError } from '../../../core/api-error.js'
import { ByteCollector } from '../byte-collector.js'
import { decoderOf } from '../charsets.js'
import type { PairList } from '../pair-list.js'
import { sizeLimits } from '../size-limits.js'
import type { PartHead } from './part-head.js'

/** A text as sent, which is decoded when the charset of the form is known. */
export interface WrittenText {
  readonly name: string
  readonly bytes: Buffer
  readonly charset: string | undefined
}

/** The name of the part with the charset of the others (RFC 7578 section 4.6). */
export const charsetField = '_charset_'

/** The text parts of a multipart body. Their total size is limited to that of a body without files. */
export class TextParts {
  readonly #texts: WrittenText[] = []
  #size = 0

  /**
   * Reads a part.
   *
   * @returns a sentence with what is wrong, for an invalid part
   * @throws ApiError 124 beyond a limit
   */
  async read(head: PartHead, content: AsyncIterable<Buffer>): Promise<string | undefined> {
    const decoder = head.openDecoder()
    const text = new ByteCollector()
    const take = (piece: Buffer | undefined): boolean => {
      if (piece !== undefined) text.add(piece)
      return piece !== undefined
    }
    const problem = `The part ${head.name} is not in its Content-Transfer-Encoding`
    for await (const chunk of content) {
      if (!take(decoder.push(chunk))) return problem
      this.#size += chunk.length
      if (this.#size > sizeLimits.body) {
        throw apiError('request-too-large', { detail: `The texts of a body take at most ${sizeLimits.body} bytes` })
      }
    }
    if (!take(decoder.end())) return problem
    // A copy, because a short text would keep its whole chunk in memory.
    this.#texts.push({ name: head.name, bytes: Buffer.from(text.bytes), charset: head.charset })
    return undefined
  }

  /** Adds the texts in order; an undecodable one is a flaw. @throws ApiError 124 beyond a limit */
  addTo(list: PairList): void {
    for (const text of this.#texts) {
      const { value, problem } = this.decode(text)
      if (problem !== undefined) list.refuse(problem, text.name)
      list.add(text.name, value)
    }
  }

  /** Decodes a text by its charset, that of the form, or UTF-8. */
  decode({ name, bytes, charset = this.#formCharset() }: WrittenText): { value: string; problem?: string } {
    const decode = decoderOf(charset)
    if (decode === undefined) {
      return {
        value: '',
        problem: `The charset ${JSON.stringify(charset)} of the part ${name} is not read here; send UTF-8`,
      }
    }
    const value = decode(bytes)
    return value === undefined ? { value: '', problem: `The part ${name} is not ${charset.toUpperCase()}` } : { value }
  }

  #formCharset(): string {
    const said = this.#texts
      .find(({ name }) => name === charsetField)
      ?.bytes.toString('latin1')
      .trim()
    return said === undefined || said === '' ? 'utf-8' : said
  }
}
