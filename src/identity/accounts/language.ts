/** Validates a language code, as of the parameter `lg`. @returns a sentence for users; undefined where it is valid */
export function languageProblem(code: string): string | undefined {
  return /^[a-z]{2}$/.test(code) ? undefined : 'Give a language as two lower-case letters, such as en or fr'
}
