/** The text in place of a secret. */
export const masked = '***'

/** Replaces the secrets in a text. */
export type Mask = (text: string) => string

/**
 * Makes the function that masks secrets: as they are, percent-encoded, as a part of a form or of a JSON string, and in base64.
 *
 * @param secrets empty ones are ignored
 */
export function createMask(secrets: readonly string[]): Mask {
  const forms = new Set(secrets.filter((secret) => secret !== '').flatMap(formsOf))
  // The longest first, so that no part of one is left where another begins like it.
  const sorted = [...forms].sort((one, other) => other.length - one.length)
  return (text) => sorted.reduce((left, form) => left.replaceAll(form, masked), text)
}

function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64')
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ]
}
