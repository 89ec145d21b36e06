import { randomInt } from 'node:crypto'
import { randomHex } from '../../core/auth/hash.js'

/** Letters without vowels and without similar shapes (RFC 8628 section 6.1). */
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ'
const typed = new RegExp(`^[${alphabet}]{8}$`)

/** Generates a verifier that a redirect carries to the application: 128 random bits. */
export function newVerifier(): string {
  return randomHex(16)
}

/** Generates a verifier that a user types into a program: two groups of four letters, 34 random bits. */
export function newTypedVerifier(): string {
  const letters = () => Array.from({ length: 4 }, () => alphabet.charAt(randomInt(alphabet.length))).join('')
  return `${letters()}-${letters()}`
}

/** Normalises a typed verifier: users may type lower case, and other separators or none. */
export function normalVerifier(text: string): string {
  const letters = text.replace(/[\s\p{Dash_Punctuation}]/gu, '').toUpperCase()
  return typed.test(letters) ? letters : text
}
