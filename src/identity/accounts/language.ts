/** Says what is wrong with a language code; undefined where nothing is. Codes are those of the parameter `lg`. */
export function languageProblem(code: string): string | undefined {
  return /^[a-z]{2}$/.test(code) ? undefined : 'Give a language as two lower-case letters, such as en or fr'
}
