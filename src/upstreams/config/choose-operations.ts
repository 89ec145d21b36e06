import type { OperationNames } from './imported-operation.js'
import { proposeWord } from './nearest-word.js'
import { UpstreamsError } from './upstreams-error.js'
import type { DescribedService, PlacedName } from './upstreams-file.js'

/** The words of a service that choose and name operations. */
export type Choice = Pick<DescribedService, 'include' | 'exclude' | 'rename'>

/**
 * Chooses the operations that the file takes of a description, and gives them the names that it says.
 *
 * @param service the name of the service
 * @param all every operation of the description, those that are refused later included
 * @returns the chosen ones, with the new names
 * @throws UpstreamsError for a word that names no operation
 */
export function chooseOperations<Operation extends OperationNames>(
  service: string,
  all: readonly Operation[],
  { include, exclude, rename }: Choice,
): readonly Operation[] {
  const finder = new OperationFinder(service, all)
  const included = include && new Set(include.flatMap((word) => finder.find(word, 'include')))
  const excluded = new Set(exclude.flatMap((word) => finder.find(word, 'exclude')))
  const names = new Map(
    rename.flatMap((word) => finder.find(word, 'rename').map((operation) => [operation, word.to] as const)),
  )
  return all
    .filter((operation) => included?.has(operation) !== false && !excluded.has(operation))
    .map((operation) => ({ ...operation, name: names.get(operation) ?? operation.name }))
}

/** Finds operations by the words of the file. */
export class OperationFinder<Operation extends OperationNames> {
  readonly #service: string
  readonly #byWord = new Map<string, Operation[]>()

  constructor(service: string, all: readonly Operation[]) {
    this.#service = service
    for (const operation of all) {
      const { id, route, name } = operation
      for (const word of new Set([id ?? route, route, name])) {
        this.#byWord.set(word, [...(this.#byWord.get(word) ?? []), operation])
      }
    }
  }

  /**
   * The operations with this operationId, route or name; several where the description gives one name twice.
   *
   * @param word where the name stands, for messages
   * @throws UpstreamsError where there is none
   */
  find({ name, place }: PlacedName, word: string): readonly Operation[] {
    const found = this.#byWord.get(normalized(name))
    if (found !== undefined) return found
    const known = proposeWord(name, [...this.#byWord.keys()])
    throw new UpstreamsError(
      `${place}: services.${this.#service}.${word} has ${name}, which its description has not; ${known}`,
    )
  }
}

/** A route with its verb in capitals and one space. */
function normalized(name: string): string {
  const [, verb = '', path = ''] = /^([A-Za-z]+)\s+(\/.*)$/.exec(name.trim()) ?? []
  return verb === '' ? name : `${verb.toUpperCase()} ${path}`
}
