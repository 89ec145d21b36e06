import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readUpstreams, type UpstreamsOptions } from '../../src/upstreams/config/read-upstreams.js'
import { UpstreamsError } from '../../src/upstreams/config/upstreams-error.js'
import type { DescribedService, UpstreamsFile, WrittenService } from '../../src/upstreams/config/upstreams-file.js'

/** Files by their paths in a folder of the test. */
export type TestFiles = Readonly<Record<string, string>>

/** What a test reads. */
export interface Reading extends Partial<UpstreamsOptions> {
  /** Beside `upstreams.yaml`. */
  readonly files?: TestFiles
  /** The path to read, `upstreams.yaml` by default. */
  readonly path?: string
}

/** Reads a file of services from a folder that is removed afterwards. Paths in the result begin with `FOLDER`. */
export function readText(
  text: string,
  { files = {}, path = 'upstreams.yaml', env = {}, ...options }: Reading = {},
): UpstreamsFile {
  const folder = mkdtempSync(join(tmpdir(), 'babelgate-upstreams-'))
  try {
    for (const [name, content] of Object.entries({ 'upstreams.yaml': text, ...files })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
    return readUpstreams(join(folder, path), { env, ...options })
  } catch (error) {
    if (error instanceof UpstreamsError) error.message = error.message.replaceAll(`${folder}/`, '')
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The message with which a file is refused; empty where it is not. */
export function refusalOf(text: string, reading?: Reading): string {
  try {
    readText(text, reading)
    return ''
  } catch (error) {
    if (error instanceof UpstreamsError) return error.message
    throw error
  }
}

/** The only service of a file, whose methods are written there. */
export function writtenIn(text: string, reading?: Reading): WrittenService {
  const [service] = readText(text, reading).services
  if (service?.kind !== 'written') throw new Error('the file has no such service')
  return service
}

/** The only service of a file, which a document describes. */
export function describedIn(text: string, reading?: Reading): DescribedService {
  const [service] = readText(text, reading).services
  if (service?.kind !== 'openapi') throw new Error('the file has no such service')
  return service
}
