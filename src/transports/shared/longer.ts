import { Buffer } from 'node:buffer'

/** Whether a text exceeds a number of bytes in UTF-8. A UTF-16 unit takes at most three, so short texts are not measured. */
export function longer(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes
}
