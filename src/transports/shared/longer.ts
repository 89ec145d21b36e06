import { Buffer } from 'node:buffer'

/** Whether a text takes more bytes of UTF-8 than it may; a UTF-16 unit takes three at most. */
export function longer(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes
}
