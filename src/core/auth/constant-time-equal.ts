import { Buffer } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'

/** Compares two texts in constant time: the duration depends on their lengths only. */
export function constantTimeEqual(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
