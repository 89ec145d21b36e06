import { dirname, resolve } from 'node:path'
import { readYaml, YamlFileError } from '../../../system/read-yaml.js'
import { UpstreamsError } from '../upstreams-error.js'
import type { Environment } from './environment.js'
import { type Path, readTree, type Tree } from './read-tree.js'

/** A file of services as plain values. */
export interface Source extends Tree {
  /** As it was named. */
  readonly path: string
  /** The absolute path of its folder, to which paths in it are relative. */
  readonly folder: string
}

/**
 * Reads a file of services, with the variables of the environment in place.
 *
 * @param env undefined to leave the texts as they are
 * @throws UpstreamsError
 */
export function readSource(path: string, env: Environment | undefined): Source {
  try {
    const { document, placeAt } = readYaml(path, { intAsBigInt: true })
    const tree = readTree(document, { env, placeAt })
    return { ...tree, path, folder: dirname(resolve(path)) }
  } catch (error) {
    if (error instanceof YamlFileError) throw new UpstreamsError(withHint(error.message), { cause: error })
    // The parser recurses into nested values.
    if (error instanceof RangeError)
      throw new UpstreamsError(`${path} is nested too deeply; simplify it`, { cause: error })
    throw error
  }
}

/** A message of the parser, with what to do where a path such as `/orders/{id}` was read as the start of a map. */
function withHint(message: string): string {
  return /flow.map/i.test(message) ? `${message}; put a text with braces in quotes` : message
}

/** A position in a file of services: what messages begin with, and what the environment gave there. */
export class Spot {
  readonly #source: Source
  readonly path: Path

  constructor(source: Source, path: Path = []) {
    this.#source = source
    this.path = path
  }

  /** The position of a member or an item. */
  at(...names: Path): Spot {
    return new Spot(this.#source, [...this.path, ...names])
  }

  /** `FILE:LINE:COLUMN`; of the innermost value around it where it is not there itself. */
  get place(): string {
    return this.#source.placeOf(this.path)
  }

  /** The values of the environment in this text, or in the texts inside this value. */
  get variables(): readonly string[] {
    return this.#source.variablesOf(this.path)
  }

  /** The absolute path of the folder of the file. */
  get folder(): string {
    return this.#source.folder
  }

  /** Place and subject, with which messages begin. */
  get where(): string {
    return `${this.place}: ${subjectOf(this.path) || 'the file'}`
  }

  /** @param what the reason and what to do, as a text that follows the subject */
  fail(what: string): never {
    throw new UpstreamsError(`${this.where} ${what}`)
  }
}

/** A path as messages name it: `services.orders.needs[0]`. */
function subjectOf(path: Path): string {
  const words = path.map((name) => (typeof name === 'number' ? `[${name}]` : `.${name}`))
  return words.join('').replace(/^\./, '')
}
