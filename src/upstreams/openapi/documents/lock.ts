import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileReason, systemCode } from '../../../system/system-reason.js'
import type { FaultCodes } from '../openapi-options.js'
import { isRawObject, membersOf } from '../raw.js'
import { DescriptionError } from '../refusal.js'
import { parseDocument } from './parse-document.js'

/** The description of a service as `pull` fetched it. */
export interface Lock {
  readonly document: unknown
  readonly numbers: LockedNumbers
}

/** What is pinned beside the description. */
export interface LockedNumbers {
  /** The codes of declared faults, by operation and status. */
  readonly codes: FaultCodes
  /** SHA-256 of the documents as they were fetched, in hex, by their addresses. */
  readonly sources: Readonly<Record<string, string>>
}

const documentFile = 'openapi.json'
const numbersFile = 'numbers.json'

/**
 * Reads the lock of a service.
 *
 * @param folder `upstreams.lock`
 * @returns undefined where the service was never pulled
 * @throws DescriptionError where it cannot be read
 */
export function readLock(folder: string, service: string): Lock | undefined {
  const place = join(folder, service)
  const text = readIn(place, documentFile)
  if (text === undefined) return undefined
  const numbers = readIn(place, numbersFile)
  return {
    document: parseDocument(text, join(place, documentFile)),
    numbers: numbersOf(numbers === undefined ? {} : parseDocument(numbers, join(place, numbersFile))),
  }
}

/** The files of the lock of a service, as paths. */
export function lockFiles(folder: string, service: string): readonly string[] {
  return [documentFile, numbersFile].map((file) => join(folder, service, file))
}

function readIn(folder: string, file: string): string | undefined {
  try {
    return readFileSync(join(folder, file), 'utf8')
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined
    throw new DescriptionError(`${join(folder, file)} cannot be read: ${fileReason(cause)}`, { cause })
  }
}

/** The numbers of a file, which people may have merged by hand: codes that are none are left out. */
function numbersOf(value: unknown): LockedNumbers {
  const { codes, sources } = isRawObject(value) ? value : {}
  const operations = membersOf(codes).map(([operation, statuses]): [string, Record<string, number>] => [
    operation,
    Object.fromEntries(membersOf(statuses).filter((entry): entry is [string, number] => isCode(entry[1]))),
  ])
  const hashes = membersOf(sources).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return { codes: Object.fromEntries(operations), sources: Object.fromEntries(hashes) }
}

function isCode(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 97
}

/**
 * Writes the lock of a service: each file beside its old one first, so that a reader sees either the old or the new one.
 *
 * @throws DescriptionError where it cannot be written
 */
export function writeLock(folder: string, service: string, { document, numbers }: Lock): void {
  const place = join(folder, service)
  try {
    mkdirSync(place, { recursive: true })
    // The numbers go first: with the old description they pin codes that nobody uses yet.
    replaceFile(join(place, numbersFile), numbers)
    replaceFile(join(place, documentFile), document)
  } catch (cause) {
    throw new DescriptionError(`${place} cannot be written: ${fileReason(cause)}`, { cause })
  }
}

function replaceFile(path: string, value: unknown): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, `${JSON.stringify(value, null, 1)}\n`)
    renameSync(temporary, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** The hashes of documents, by their addresses. */
export function hashesOf(texts: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from(texts, ([address, text]) => [address, createHash('sha256').update(text).digest('hex')]),
  )
}
