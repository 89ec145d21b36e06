import { readJson } from '../../../core/schema/read-json.js'
import { WireNumber, type WireTree, WireTreeError } from '../../../core/schema/wire-tree.js'
import type { PairList } from '../../shared/pair-list.js'
import type { RouteParam, RouteParams } from './route-params.js'

/**
 * Reads a JSON body: the value of one parameter, or an object whose members are parameters. Numbers keep all their digits.
 * Members that are no parameters are left out.
 */
export function readJsonBody(text: string, { whole, body }: RouteParams, into: PairList): void {
  let value: WireTree
  try {
    // The depth starts at -1 where the object itself does not count.
    value = readJson(text, whole === undefined ? -1 : 0)
  } catch (thrown) {
    if (!(thrown instanceof WireTreeError)) throw thrown
    into.refuse(`The body ${thrown.message}`)
    return
  }
  if (whole !== undefined) addValue(whole, value, into)
  else if (!(value instanceof Map)) into.refuse('The JSON body must be an object that holds the parameters')
  else {
    for (const param of body) {
      const member: WireTree | undefined = value.get(param.wire)
      if (member !== undefined) addValue(param, member, into)
    }
  }
}

/** Adds a parameter that came in JSON. A string is JSON text for one that is an object; null counts as absent. */
function addValue({ name, native, isJson }: RouteParam, value: WireTree, into: PairList): void {
  if (value === null) return
  if (native !== undefined && (typeof value !== 'string' || native.kind === 'any')) into.addTree(name, value)
  else if (typeof value === 'string') {
    // A comma-separated text, or JSON text.
    if (native === undefined || isJson || native.kind === 'list') into.add(name, value)
  } else if (typeof value === 'boolean') into.add(name, value ? '1' : '0')
  else if (value instanceof WireNumber) into.add(name, value.text)
  else into.refuse(`The parameter ${name} must be a string, a number or a boolean`, name)
}
