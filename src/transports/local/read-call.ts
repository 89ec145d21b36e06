import { malformed } from '../../core/api-error.js'
import { type Credential, keyCredential } from '../../core/auth/credential.js'
import type { Call } from '../../core/call.js'
import type { Registry } from '../../core/registry.js'
import { TreeCheck, type WireTree, WireTreeError } from '../../core/schema/wire-tree.js'
import { addMember } from '../shared/json-form.js'
import { checkMethodName } from '../shared/method-name.js'
import { PairList } from '../shared/pair-list.js'
import { treeParams } from '../shared/text-params.js'
import { toWireTree } from './wire-tree.js'

/** The caller of a local call: an application by its key, or an application and its user by a bearer token. */
export type LocalCaller = { readonly key: string } | { readonly bearer: string; readonly key?: string }

/** The parameters of a call, by name: values of JSON's own types, bigints, dates, and bytes; undefined and null are absent. */
export type LocalParams = Readonly<Record<string, unknown>>

/** A local call as the program made it. */
export interface LocalRequest {
  readonly name: string
  readonly params: LocalParams
  readonly as: LocalCaller | undefined
}

/**
 * Reads a local call like a POST with its parameters in a JSON body.
 *
 * @throws ApiError 123, 124
 */
export function readCall({ name, params, as }: LocalRequest, registry: Registry): Call {
  const method = checkMethodName(name)
  const credential = credentialOf(as)
  const list = new PairList()
  const trees = treeParams(registry.find(method))
  const check = new TreeCheck()
  for (const [param, value] of Object.entries(params)) {
    if (value !== undefined) addMember(param, treeOf(param, value, check), list, trees.get(param))
  }
  if (list.flaw !== undefined) throw list.flaw
  return { dialect: registry.dialect, registry, method, post: true, pairs: list.pairs, trees: list.trees, credential }
}

function treeOf(name: string, value: unknown, check: TreeCheck): WireTree {
  try {
    return toWireTree(value, check)
  } catch (thrown) {
    throw thrown instanceof WireTreeError ? malformed(`The parameter ${name} ${thrown.message}`) : thrown
  }
}

function credentialOf(as: LocalCaller | undefined): Credential {
  if (as === undefined) return { kind: 'none' }
  if ('bearer' in as) return { kind: 'bearer', secret: as.bearer, key: as.key }
  if (typeof as.key !== 'string') throw malformed('A call is made as { key } or as { bearer }')
  return keyCredential(as.key)
}
