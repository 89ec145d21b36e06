/** The word for the format in `{root}[/{format}]`; empty where there is none. Anything after it is tolerated. */
export function formatWord(path: string, root: string): string {
  const start = root.length + 1
  const end = path.indexOf('/', start)
  return path.slice(start, end === -1 ? undefined : end)
}
