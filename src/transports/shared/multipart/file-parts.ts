import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { UploadedFile } from '../../../core/call.js'
import type { Pair } from '../../../core/pair.js'
import type { SpooledUpload, UploadSpool } from '../../../core/ports/upload-spool.js'
import { ByteCollector } from '../byte-collector.js'
import { sizeLimits } from '../size-limits.js'
import type { PartHead } from './part-head.js'
import type { TextParts, WrittenText } from './text-parts.js'

/** Options of reading the files of a multipart body. */
export interface FilePartsOptions {
  readonly spool: UploadSpool
  /** The network address of the client, whose unfinished uploads are limited. */
  readonly address: string
  /** The names of the files that the method declares. */
  readonly fileNames: readonly string[]
}

/** The parts with the name of a file. */
interface Slot {
  /** A part with a file name or a type other than text. */
  file?: UploadedFile
  /** A part without either: the file if there is no other, else a text. */
  unnamed?: { readonly file: UploadedFile; readonly text: WrittenText }
}

/** The declared files of a multipart body, streamed to disk. */
export class FileParts {
  readonly #options: FilePartsOptions
  readonly #uploads: SpooledUpload[] = []
  readonly #slots = new Map<string, Slot>()

  constructor(options: FilePartsOptions) {
    this.#options = options
  }

  /**
   * Reads a part.
   *
   * @returns a sentence with what is wrong, for an invalid part
   * @throws ApiError 124 beyond a limit
   */
  async read(head: PartHead, content: AsyncIterable<Buffer>): Promise<string | undefined> {
    const slot = this.#slots.get(head.name) ?? {}
    this.#slots.set(head.name, slot)
    const isNamed = head.filename !== undefined || !head.isText
    if ((isNamed ? slot.file : slot.unnamed) !== undefined) return `The file ${head.name} was sent more than once`
    const kept = new KeptBytes()
    const file = await this.#spool(head, content, isNamed ? undefined : kept)
    if (file === undefined) return `The file ${head.name} is not in its Content-Transfer-Encoding`
    if (isNamed) slot.file = file
    else slot.unnamed = { file, text: { name: head.name, bytes: kept.bytes, charset: head.charset } }
    return undefined
  }

  /** The files, and the texts with the name of a file. */
  finish(texts: TextParts): { files: ReadonlyMap<string, UploadedFile>; beside: readonly Pair[] } {
    const files = new Map<string, UploadedFile>()
    const beside: Pair[] = []
    for (const [name, { file, unnamed }] of this.#slots) {
      const found = file ?? unnamed?.file
      if (found !== undefined) files.set(name, found)
      if (file !== undefined && unnamed !== undefined) beside.push([name, texts.decode(unnamed.text).value])
    }
    return { files, beside }
  }

  /** Deletes the files that were not moved. */
  dispose(): void {
    for (const upload of this.#uploads) void upload.discard()
  }

  /** Writes a part to disk; undefined for an undecodable one. */
  async #spool(head: PartHead, content: AsyncIterable<Buffer>, kept: KeptBytes | undefined) {
    const { spool, address } = this.#options
    const upload = spool.open(address, head.name)
    this.#uploads.push(upload)
    const decoder = head.openDecoder()
    const take = async (piece: Buffer | undefined): Promise<boolean> => {
      if (piece === undefined) return false
      kept?.add(piece)
      await write(upload.sink, piece)
      return true
    }
    for await (const chunk of content) {
      if (!(await take(decoder.push(chunk)))) return undefined
      // `finish` throws the error of the sink.
      if (upload.sink.destroyed) break
    }
    return (await take(decoder.end())) ? upload.finish(head.filename ?? '') : undefined
  }
}

/** The beginning of a part, up to the maximum length of a text. */
class KeptBytes {
  readonly #kept = new ByteCollector()

  add(piece: Buffer): void {
    if (this.#kept.size <= sizeLimits.value) this.#kept.add(piece)
  }

  get bytes(): Buffer {
    return Buffer.from(this.#kept.bytes)
  }
}

async function write(sink: Writable, piece: Buffer): Promise<void> {
  if (piece.length === 0 || sink.destroyed || sink.write(piece)) return
  await once(sink, 'drain')
}
