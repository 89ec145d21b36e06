/** Entries of a cache; beyond, it is emptied. */
const maxEntries = 1000

/**
 * Makes a cached `JSON.stringify` for texts that come again: a look-up costs a third of writing the text. Texts with
 * escapes are not cached.
 */
export function createJsonTexts(): (text: string) => string {
  const written = new Map<string, string>()
  return (text) => {
    const known = written.get(text)
    if (known !== undefined) return known
    const json = JSON.stringify(text)
    if (json.length !== text.length + 2) return json
    if (written.size >= maxEntries) written.clear()
    // The key is cut from the result, since a part of a request target would keep the whole of it in memory.
    written.set(json.slice(1, -1), json)
    return json
  }
}
