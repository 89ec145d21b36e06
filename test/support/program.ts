import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Environment } from './process.js'

/** What a program wrote. */
export interface Written {
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a program that has the gateway inside, where the package's name means what was built.
 *
 * @param options.args what it finds in `process.argv` from 2 on
 * @param options.env variables beside those of the test
 * @throws where it fails
 */
export async function runProgram(
  text: string,
  { args = [], env = {} }: { readonly args?: readonly string[]; readonly env?: Environment } = {},
): Promise<Written> {
  const folder = mkdtempSync(join(process.cwd(), 'test', 'tmp-'))
  try {
    writeFileSync(join(folder, 'program.mjs'), text)
    return await promisify(execFile)(process.execPath, [join(folder, 'program.mjs'), ...args], {
      cwd: folder,
      timeout: 40_000,
      env: { ...process.env, ...env },
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
