import { Buffer } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'

/** Compares two texts in a time that tells nothing about where they differ; only their lengths may show. */
export function constantTimeEqual(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
