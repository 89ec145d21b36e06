import { maybeNotXml } from '../../core/schema/not-xml.js'

/** The longest texts that documentation takes over, in letters. */
const longest = { line: 160, title: 80, notes: 4_000, member: 600 } as const

const notXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu

/** A text of a document without characters that XML cannot carry. */
function cleaned(text: string): string {
  return maybeNotXml.test(text) ? text.replace(notXml, '') : text
}

/** Cuts a text after so many letters, at a space where one is near. */
function cut(text: string, letters: number): string {
  if (text.length <= letters) return text
  const start = text.slice(0, letters - 1)
  const space = start.lastIndexOf(' ')
  return `${(space > letters / 2 ? start.slice(0, space) : start).replace(/\p{Surrogate}$/u, '')}…`
}

/** The first line of a text that says something, cut after so many letters; undefined where there is none. */
function firstLine(text: unknown, letters: number): string | undefined {
  if (typeof text !== 'string') return undefined
  const line = cleaned(text.slice(0, 10_000))
    .split(/[\r\n]+/)
    .map((one) => one.trim())
    .find((one) => /[\p{L}\p{N}]/u.test(one))
  return line === undefined ? undefined : cut(line, letters)
}

/** A summary of one line; undefined where the text has none. */
export function summaryOf(text: unknown): string | undefined {
  return firstLine(text, longest.line)
}

/** The title of a fault: the first sentence; undefined where the text has none. */
export function titleOf(text: unknown): string | undefined {
  const line = firstLine(text, longest.line)
  const sentence = line?.replace(/(?<=[^.])[.!](?:\s.*)?$/, '')
  return sentence === undefined || sentence === '' ? undefined : cut(sentence, longest.title)
}

/** The paragraphs of a description. */
export function notesOf(text: unknown): readonly string[] {
  if (typeof text !== 'string') return []
  return cut(cleaned(text).trim(), longest.notes)
    .split(/\r?\n\s*\r?\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
}

/** The description of a parameter or member; undefined where there is none. */
export function descriptionOf(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined
  const whole = cut(cleaned(text).trim(), longest.member)
  return whole === '' ? undefined : whole
}

/** Joins texts to one, with a full stop after each that has no mark at its end. Absent ones are left out. */
export function joinSentences(...texts: readonly (string | undefined)[]): string {
  const given = texts.filter((text) => text !== undefined && text !== '')
  return given.map((text, index) => (index === given.length - 1 ? text : text?.replace(/(?<![.!?:…])$/, '.'))).join(' ')
}
