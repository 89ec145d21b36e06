import { prototypeNames } from '../../core/schema/wire-tree.js'
import { toXmlName } from '../../core/schema/xml-name.js'

/**
 * The name of an operation: its id with letters, digits, `_` and dots kept and any other run replaced by `_`; without an id the verb and
 * the words of the path, such as `get_orders_id`.
 */
export function operationName(id: string | undefined, verb: string, path: string): string {
  const words = cleanWords(id ?? '')
  return words === ''
    ? cleanWords([verb.toLowerCase(), ...path.split(/[^A-Za-z0-9]+/)].filter(Boolean).join('_'))
    : words
}

function cleanWords(text: string): string {
  if (!/[A-Za-z0-9]/.test(text)) return ''
  return text
    .replace(/[^A-Za-z0-9_.]+/g, '_')
    .split('.')
    .filter((word) => word !== '')
    .map((word) => (/^[A-Za-z]/.test(word) ? word : `op${word}`))
    .join('.')
}

/** The places of a parameter. */
export type ParamPlace = 'body' | 'query' | 'path' | 'header' | 'cookie'

/** Names of parameters that every call may have beside those of its method. */
const everywhere: ReadonlySet<string> = new Set(['method', ...prototypeNames])

/** Gives the parameters of one operation names that are unique and that every protocol can carry. */
export class ParamNames {
  readonly #reserved: ReadonlySet<string>
  readonly #used = new Set<string>()

  /** @param reserved names of credentials */
  constructor(reserved: ReadonlySet<string>) {
    this.#reserved = reserved
  }

  /** The name of a parameter, with its place behind it where another one has the name already. */
  take(name: string, place: ParamPlace): string {
    const plain = toXmlName(name.replace(/\[\]$/, '') || name)
    const isReserved = this.#reserved.has(plain) || everywhere.has(plain) || plain.startsWith('oauth_')
    const wanted = isReserved ? `${plain}_` : plain
    let free = wanted
    if (this.#used.has(free)) free = `${wanted}_${place}`
    while (this.#used.has(free)) free = `${free}_`
    this.#used.add(free)
    return free
  }
}
