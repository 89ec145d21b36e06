import { ByteSource } from './byte-source.js'
import { checkFile, type FileResult } from './file-result.js'
import { readFiles } from './read-files.js'
import { closeFile, type TakeFiles } from './take-files.js'

/** A file that is a whole answer, ready to be sent. */
export class OpenFile implements Pick<FileResult, 'contentType' | 'name' | 'length'> {
  readonly contentType: string
  readonly name: string | undefined
  readonly length: number | undefined
  readonly inline: boolean
  readonly content: Uint8Array | ByteSource

  constructor({ contentType, name, length, inline = false, content }: FileResult, path: string) {
    const isWhole = content instanceof Uint8Array
    this.contentType = contentType
    this.name = name
    this.length = isWhole ? content.byteLength : length
    this.inline = inline
    this.content = isWhole ? content : new ByteSource({ content, length }, path)
  }
}

/**
 * Takes a file that is the whole result as an {@link OpenFile}, with its first chunk read, so that a stream that fails at
 * once is a fault and no broken answer. Other files are read whole.
 */
export const openFile: TakeFiles = async (method, result, signal) => {
  if (method.result.kind !== 'file') return readFiles(method, result, signal)
  const file = openOne(result, method.result.path)
  const { content } = file
  if (content instanceof Uint8Array) return file
  const close = () => content.close()
  signal.addEventListener('abort', close)
  try {
    await content.readAhead()
    return file
  } catch (error) {
    close()
    throw signal.aborted ? signal.reason : error
  } finally {
    signal.removeEventListener('abort', close)
  }
}

/** Takes a file that is the whole result as a closed {@link OpenFile}, for an answer without a body. Other files are read whole. */
export const openFileUnread: TakeFiles = (method, result, signal) => {
  if (method.result.kind !== 'file') return readFiles(method, result, signal)
  const file = openOne(result, method.result.path)
  if (file.content instanceof ByteSource) file.content.close()
  return file
}

function openOne(result: unknown, path: string): OpenFile {
  try {
    return new OpenFile(checkFile(result, path), path)
  } catch (error) {
    closeFile(result)
    throw error
  }
}
