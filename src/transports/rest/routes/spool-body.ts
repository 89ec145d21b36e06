import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Call, UploadedFile } from '../../../core/call.js'
import type { SpooledUpload } from '../../../core/ports/upload-spool.js'
import { type OpenBodyOptions, openBody } from '../../shared/multipart/open-body.js'

/**
 * Streams a body to disk as the file of a call. An empty body is no file.
 *
 * @param name the name of the file among the parameters
 * @throws ApiError 123 or 124, by rejecting, and then nothing is kept
 */
export async function spoolBody(
  req: IncomingMessage,
  upload: SpooledUpload,
  name: string,
  options: OpenBodyOptions,
): Promise<Pick<Call, 'files' | 'dispose'>> {
  const dispose = () => void upload.discard()
  try {
    for await (const chunk of openBody(req, options)) {
      if (upload.sink.destroyed) break
      if (!upload.sink.write(chunk)) await once(upload.sink, 'drain')
    }
    const file = await upload.finish('')
    return { files: new Map<string, UploadedFile>(file.bytes === 0 ? [] : [[name, file]]), dispose }
  } catch (thrown) {
    dispose()
    // Drain the rest, so that the client gets to read the answer.
    req.unpipe()
    req.resume()
    throw thrown
  }
}
