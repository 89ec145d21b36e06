import { readFileSync } from 'node:fs'
import { type Document, LineCounter, type ParseOptions, parseDocument } from 'yaml'
import { fileReason, messageOf } from './system-reason.js'

/** A file of YAML, parsed. */
export interface YamlFile {
  readonly document: Document.Parsed
  /** Formats an offset as `FILE:LINE:COLUMN`. */
  readonly placeAt: (offset: number) => string
}

/** A file that cannot be read or is no YAML. The message is one line; where there is a position, it begins with it. */
export class YamlFileError extends Error {}

/**
 * Reads a file of YAML 1.2.
 *
 * @param path as it is named in messages
 * @param options the parser's, such as how it reads integers
 * @throws YamlFileError
 */
export function readYaml(path: string, options: Pick<ParseOptions, 'intAsBigInt'> = {}): YamlFile {
  const counter = new LineCounter()
  const document = parseDocument(readText(path), {
    ...options,
    lineCounter: counter,
    prettyErrors: false,
    logLevel: 'error',
  })
  const placeAt = (offset: number) => {
    const { line, col } = counter.linePos(offset)
    return `${path}:${line}:${col}`
  }
  const [problem] = document.errors
  if (problem !== undefined) throw new YamlFileError(`${placeAt(problem.pos[0])}: ${messageOf(problem)}`)
  return { document, placeAt }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new YamlFileError(`${path} cannot be read: ${fileReason(error)}`, { cause: error })
  }
}
