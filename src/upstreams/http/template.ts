/** A value of a request: a tree of constants and parameters, which is never text to be filled in. */
export type Template =
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  /** The value of a parameter, of whatever type; absent where the parameter is. */
  | { readonly kind: 'param'; readonly name: string }
  /** A fact of the call: its id. */
  | { readonly kind: 'call'; readonly fact: 'id' }
  /** Texts, joined; absent where one of its parts is. */
  | { readonly kind: 'text'; readonly parts: readonly Template[] }
  /** A list without the items that are absent. */
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  /** An object without the members that are absent. */
  | { readonly kind: 'object'; readonly members: readonly (readonly [name: string, value: Template])[] }
