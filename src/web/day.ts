/** Formats Unix seconds as a date in UTC, `YYYY-MM-DD`. */
export function day(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}
