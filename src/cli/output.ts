import { ApiError } from '../core/api-error.js'

/** A wrong command line: a missing argument, a bad value. The exit code is 2. */
export class UsageError extends Error {}

/** A correct command that is refused: there is no such user, the name is taken. The exit code is 1. */
export class RefusalError extends Error {}

/** A failure that another process has already reported. The exit code is 1. */
export class ReportedError extends Error {}

/** The option of every command that prints a result. */
export interface JsonOption {
  readonly json?: boolean
}

/**
 * Prints a result, as one line of JSON or as text.
 *
 * @param value what `--json` prints
 * @param lines what is printed otherwise
 */
export function print(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  process.stdout.write(json === true ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''))
}

/** Formats rows as a table with headings. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  return rows.length === 0 ? ['none'] : [line(headings), ...rows.map(line)]
}

/** Prints an error on one line of standard error. @returns the exit code: 2 for usage errors, else 1 */
export function reportFailure(error: unknown): number {
  if (error instanceof ReportedError) return 1
  const detail = error instanceof ApiError && error.detail !== undefined ? `: ${error.detail}` : ''
  const text = `${error instanceof Error ? error.message : String(error)}${detail}`
  process.stderr.write(`babelgate: ${text.replace(/\s*\n\s*/g, ' ')}\n`)
  return error instanceof UsageError ? 2 : 1
}
