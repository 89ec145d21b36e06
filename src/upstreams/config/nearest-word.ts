/**
 * Proposes the known word that a misspelt one resembles, as a text such as `did you mean timeout?`; lists the words where none does.
 */
export function proposeWord(wrong: string, known: readonly string[]): string {
  const nearest = nearestWord(wrong, known)
  if (nearest !== undefined) return `did you mean ${nearest}?`
  return known.length === 0 ? 'there is none' : `take of ${known.slice(0, mostListed).join(', ')}`
}

/** The most words that a message lists. */
const mostListed = 40

function nearestWord(wrong: string, known: readonly string[]): string | undefined {
  const text = plain(wrong)
  const limit = Math.max(1, Math.floor(text.length / 3)) + 1
  const near = known
    .map((word) => ({ word, distance: editDistance(text, plain(word), limit) }))
    .filter(({ distance }) => distance < limit)
  const [nearest] = near.sort((a, b) => a.distance - b.distance || exactly(wrong, a.word) - exactly(wrong, b.word))
  return nearest?.word
}

/** The distance with the spelling that {@link plain} leaves out, among words that are equally near without it. */
function exactly(wrong: string, word: string): number {
  return editDistance(wrong.slice(0, longest), word.slice(0, longest), longest)
}

/** The letters of a word that are compared. */
const longest = 64

/** A word without the differences of spelling that are no mistakes of typing. */
function plain(word: string): string {
  return word.slice(0, longest).toLowerCase().replace(/[-_ ]/g, '')
}

/** The number of letters to insert, delete or replace (Levenshtein), at most `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return Math.min(row.at(-1) ?? limit, limit)
}
