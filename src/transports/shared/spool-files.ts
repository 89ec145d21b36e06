import type { Call, UploadedFile } from '../../core/call.js'
import type { SpooledUpload, UploadSpool } from '../../core/ports/upload-spool.js'

/**
 * Writes files from an envelope to the upload spool. They have no file names.
 *
 * @param address the network address of the client
 * @throws ApiError 124 where the spool is full; it then keeps none of the files
 */
export async function spoolFiles(
  contents: ReadonlyMap<string, Buffer>,
  spool: UploadSpool,
  address: string,
): Promise<Pick<Call, 'files' | 'dispose'>> {
  const uploads: SpooledUpload[] = []
  const files = new Map<string, UploadedFile>()
  const dispose = () => {
    for (const upload of uploads) void upload.discard()
  }
  try {
    for (const [name, content] of contents) {
      const upload = spool.open(address, name)
      uploads.push(upload)
      upload.sink.write(content)
      files.set(name, await upload.finish(''))
    }
    return { files, dispose }
  } catch (thrown) {
    dispose()
    throw thrown
  }
}

/** Decodes base64 (RFC 4648 section 4) with optional line breaks; undefined where it is invalid. */
export function decodeBase64(text: string): Buffer | undefined {
  const digits = text.replace(/[ \t\r\n]+/g, '')
  return digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits) ? Buffer.from(digits, 'base64') : undefined
}
