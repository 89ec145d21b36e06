import { ByteSource } from './byte-source.js'
import { checkFile } from './file-result.js'
import { closeFiles, type TakeFiles } from './take-files.js'

/**
 * The bytes that all files of an answer may have together where the answer is text. Their base64 is in memory several
 * times, and 20 times as often in a multicall, so larger files are for REST, where they are the whole result.
 */
export const maxBytesAsText = 8 * 1024 * 1024

/** Reads the files of a result whole, for answers that carry them as base64: each becomes a Uint8Array. */
export const readFiles: TakeFiles = async (method, result, signal) => {
  const sources: OpenSource[] = []
  const close = () => {
    for (const { source } of sources) source.close()
  }
  signal.addEventListener('abort', close)
  try {
    method.mapFiles(result, (file, path) => {
      sources.push({ source: new ByteSource(checkFile(file, path), path), path })
    })
    const bytes = await readAll(sources)
    return method.mapFiles(result, () => bytes.shift())
  } catch (error) {
    close()
    closeFiles(method, result)
    throw signal.aborted ? signal.reason : error
  } finally {
    signal.removeEventListener('abort', close)
  }
}

interface OpenSource {
  readonly source: ByteSource
  readonly path: string
}

/** Reads sources to their ends. @throws TypeError where they have more bytes than {@link maxBytesAsText} */
async function readAll(sources: readonly OpenSource[]): Promise<Uint8Array[]> {
  const all: Uint8Array[] = []
  let total = 0
  for (const { source, path } of sources) {
    const chunks: Uint8Array[] = []
    for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
      total += chunk.byteLength
      if (total > maxBytesAsText) {
        throw new TypeError(
          `${path} is too large for an answer in text, whose files have at most ${maxBytesAsText} bytes; make it the whole result and call it by REST`,
        )
      }
      chunks.push(chunk)
    }
    all.push(Buffer.concat(chunks))
  }
  return all
}
