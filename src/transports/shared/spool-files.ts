import type { Call, UploadedFile } from '../../core/call.js'
import type { SpooledUpload, UploadSpool } from '../../core/ports/upload-spool.js'

/**
 * Puts files that came inside an envelope where uploads wait. They have no names of their own.
 *
 * @param address the network address that sent them
 * @throws ApiError 124 where they take more room than there is; nothing is left behind then
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
      const upload = spool.open(address)
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

/** Decodes base64 (RFC 4648 section 4), in which lines may be broken; undefined where it is none. */
export function decodeBase64(text: string): Buffer | undefined {
  const digits = text.replace(/[ \t\r\n]+/g, '')
  return digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits) ? Buffer.from(digits, 'base64') : undefined
}
