import type { IncomingMessage } from 'node:http'
import { ApiError, apiError, malformed } from '../../../core/api-error.js'
import type { UploadedFile } from '../../../core/call.js'
import type { Pair } from '../../../core/pair.js'
import type { PairList } from '../pair-list.js'
import { sizeLimits } from '../size-limits.js'
import { FileParts, type FilePartsOptions } from './file-parts.js'
import { readHeaderValue } from './header-value.js'
import { type OpenBodyOptions, openBody } from './open-body.js'
import { type PartHead, readPartHead } from './part-head.js'
import { PartSplitter } from './split-parts.js'
import { TextParts } from './text-parts.js'

/** Options of reading a multipart body. */
export interface MultipartOptions extends OpenBodyOptions, FilePartsOptions {
  /** Whether a part of this name is a text, whatever its headers are. */
  readonly isText: (name: string) => boolean
}

/** The files of a multipart body. */
export interface MultipartFiles {
  readonly files: ReadonlyMap<string, UploadedFile>
  /** Texts with the name of a file: no parameters, but clients may have signed them. */
  readonly beside: readonly Pair[]
  /** Deletes the files that were not moved. */
  dispose(): void
}

/**
 * Reads a multipart/form-data body (RFC 7578): adds text parts to `into` and streams declared files to disk. The method
 * declares which parts are texts and files; an undeclared part with a file name is discarded.
 *
 * @throws ApiError 123 for an invalid multipart body, 124 beyond a limit
 */
export async function readMultipart(
  req: IncomingMessage,
  options: MultipartOptions,
  into: PairList,
): Promise<MultipartFiles> {
  const boundary = boundaryOf(req)
  const body = openBody(req, options)
  const splitter = new PartSplitter(body, boundary)
  const texts = new TextParts()
  const files = new FileParts(options)
  const readPart = async (head: PartHead): Promise<string | undefined> => {
    if (options.fileNames.includes(head.name)) return files.read(head, splitter.content())
    const isText = options.isText(head.name) || head.filename === undefined
    return isText ? texts.read(head, splitter.content()) : undefined
  }
  try {
    let parts = 0
    for (let block = await splitter.next(); block !== undefined; block = await splitter.next()) {
      if (++parts > sizeLimits.parameters + sizeLimits.files) throw tooMany()
      const head = readPartHead(block)
      const problem = typeof head === 'string' ? head : await readPart(head)
      if (problem !== undefined) into.refuse(problem, typeof head === 'string' ? undefined : head.name)
    }
    texts.addTo(into)
    return { ...files.finish(texts), dispose: () => files.dispose() }
  } catch (thrown) {
    files.dispose()
    body.destroy()
    // Drain the rest, so that the client gets to read the answer.
    req.unpipe()
    req.resume()
    throw thrown instanceof ApiError ? thrown : malformed('The multipart body is broken', thrown)
  }
}

/** The boundary of the Content-Type (RFC 2046 section 5.1.1). @throws ApiError 123 where there is none */
function boundaryOf(req: IncomingMessage): string {
  const boundary = readHeaderValue(req.headers['content-type'] ?? '')?.params.get('boundary')
  if (boundary === undefined || !/^[ -~]{1,255}$/.test(boundary)) {
    throw malformed('The multipart body has no usable boundary')
  }
  return boundary
}

function tooMany(): ApiError {
  return apiError('request-too-large', { detail: 'The multipart body has too many parts' })
}
