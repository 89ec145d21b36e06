/** The day of a moment in Unix seconds, as `YYYY-MM-DD`, by UTC. */
export function day(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}
