/** How many random cases a test tries: a few in the normal run, those of `FUZZ_RUNS` in the full one (`npm run fuzz`). */
export function fuzzRuns(few: number): number {
  return Number(process.env['FUZZ_RUNS'] ?? few)
}
