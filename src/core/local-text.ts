/**
 * A text for users: one for every language, or one for each of some languages by their two-letter codes, of which English
 * stands in for all others.
 */
export type LocalText = string | (Readonly<Record<string, string>> & { readonly en: string })

/** A text with the code of its language; empty where that is not known. */
export interface ChosenText {
  readonly text: string
  readonly lg: string
}

/** Chooses the text in the first of these languages that there is, else in English. */
export function textIn(text: LocalText, languages: readonly (string | undefined)[]): ChosenText {
  if (typeof text === 'string') return { text, lg: '' }
  for (const lg of languages) {
    const found = lg !== undefined && Object.hasOwn(text, lg) ? text[lg] : undefined
    if (lg !== undefined && found !== undefined) return { text: found, lg }
  }
  return { text: text.en, lg: 'en' }
}
