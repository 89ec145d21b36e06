import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { ApiError, apiError, malformed } from '../../core/api-error.js'
import type { UploadedFile } from '../../core/call.js'
import type { SpooledUpload, UploadSpool } from '../../core/ports/upload-spool.js'
import { limits } from './limits.js'
import type { PairList } from './pair-list.js'

/** What may come in a multipart body, and where its files go. */
export interface MultipartOptions {
  readonly spool: UploadSpool
  /** The network address of the client, whose unfinished uploads are counted. */
  readonly address: string
  /** The file parts that the method declares; others flow away unseen. */
  readonly fileNames: readonly string[]
  /** Bytes of the whole body. */
  readonly maxBytes: number
  /** Is shown the body as it comes. */
  readonly onChunk: ((chunk: Buffer) => void) | undefined
}

/** The files of a multipart body. */
export interface MultipartFiles {
  readonly files: ReadonlyMap<string, UploadedFile>
  /** Removes the files that nobody moved away. */
  dispose(): void
}

/**
 * Reads a multipart/form-data body (RFC 7578): text parts into `into`, declared files to disk as they come.
 *
 * @throws ApiError 123 where the body is no multipart, 124 beyond a limit
 */
export async function readMultipart(
  req: IncomingMessage,
  options: MultipartOptions,
  into: PairList,
): Promise<MultipartFiles> {
  const uploads: SpooledUpload[] = []
  const named = new Map<string, boolean>()
  const finishing: Promise<readonly [string, UploadedFile]>[] = []
  const dispose = () => {
    for (const upload of uploads) void upload.discard()
  }
  const onFile = (name: string, stream: Readable, filename: string) => {
    const before = named.get(name)
    // A part with a file name goes before one without, which some clients send beside it as a text.
    if (!options.fileNames.includes(name) || (before === true && filename === '')) {
      stream.resume()
    } else if (before !== undefined && (before || filename === '')) {
      stream.resume()
      into.refuse(`The file ${name} was sent more than once`)
    } else {
      const upload = options.spool.open(options.address)
      uploads.push(upload)
      named.set(name, filename !== '')
      finishing.push(spoolFile(name, stream, upload, filename))
    }
  }
  try {
    await parse(req, options, into, onFile, () => finishing)
    return { files: new Map(await Promise.all(finishing)), dispose }
  } catch (thrown) {
    dispose()
    req.unpipe()
    req.resume()
    throw thrown instanceof ApiError ? thrown : malformed('The multipart body is broken', thrown)
  }
}

async function spoolFile(name: string, stream: Readable, upload: SpooledUpload, filename: string) {
  await pipeline(stream, upload.sink)
  return [name, await upload.finish(filename)] as const
}

type OnFile = (name: string, stream: Readable, filename: string) => void

/** Runs the parser over the body; rejects with the first thing that goes wrong in a part or in the whole. */
function parse(
  req: IncomingMessage,
  { fileNames, maxBytes, onChunk }: MultipartOptions,
  into: PairList,
  onFile: OnFile,
  finishing: () => readonly Promise<unknown>[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const parser = createParser(req, fileNames)
    const guarded =
      <Args extends unknown[]>(handle: (...args: Args) => void) =>
      (...args: Args) => {
        try {
          handle(...args)
        } catch (thrown) {
          reject(thrown)
        }
      }
    parser.on(
      'field',
      guarded((name, value, _nameTruncated, truncated) => addField(name, value, truncated, into)),
    )
    parser.on(
      'file',
      guarded((name, stream, filename) => {
        stream.on('error', reject)
        onFile(name ?? '', stream, filename ?? '')
        void Promise.all(finishing()).catch(reject)
      }),
    )
    for (const limit of ['fieldsLimit', 'filesLimit', 'partsLimit'] as const) {
      parser.on(limit, () => reject(apiError(124, { detail: 'The multipart body has too many parts' })))
    }
    parser.once('finish', resolve)
    parser.once('error', reject)
    // The parser may still be at work on a request that has come whole.
    req.once('close', () => {
      if (!req.complete) reject(malformed('The body broke off'))
    })
    let total = 0
    req.on('data', (chunk: Buffer) => {
      total += chunk.length
      onChunk?.(chunk)
      if (total > maxBytes) reject(apiError(124, { detail: `A body for this method takes at most ${maxBytes} bytes` }))
    })
    req.pipe(parser)
  })
}

/** A part is a file when it has a file name, is no text, or is one that the method declares as a file. */
function createParser(req: IncomingMessage, fileNames: readonly string[]): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...req.headers, 'content-type': req.headers['content-type'] ?? '' },
      isPartAFile: (name, type, filename) =>
        filename !== undefined || type === 'application/octet-stream' || fileNames.includes(name ?? ''),
      limits: {
        fieldSize: limits.value + 1,
        fields: limits.parameters,
        files: limits.files,
        headerPairs: 32,
      },
    })
  } catch (cause) {
    throw malformed('The multipart body has no usable boundary', cause)
  }
}

function addField(name: string | undefined, value: string, truncated: boolean, into: PairList): void {
  into.add(name ?? '', value)
  if (truncated) throw apiError(124)
  // The parser puts this character where bytes are not UTF-8.
  if (value.includes('\ufffd') || name?.includes('\ufffd')) into.refuse(`The part ${name} is not UTF-8`)
}
