import { type Document, isMap, isNode } from 'yaml'
import { declareKinds, type Path } from '../core/declare-kinds.js'
import type { PermissionKind } from '../core/permission-kinds.js'

/**
 * Reads the section of a settings file that declares kinds of permissions.
 *
 * @param placeAt formats an offset as a place in the file
 * @throws TypeError that begins with the place of the first wrong member
 */
export function readPermissionSection(
  section: unknown,
  document: Document,
  placeAt: (offset: number) => string,
): readonly PermissionKind[] {
  const declarations: unknown = isNode(section) ? section.toJS(document) : section
  if (declarations === null) return []
  return declareKinds(declarations, (path) => `${placeAt(offsetOf(section, path))}: `)
}

/** The offset of a member, or of the innermost existing one around it. */
function offsetOf(section: unknown, path: Path): number {
  let [node, offset] = [section, startOf(section)]
  for (const name of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => String(key) === name) : undefined
    if (pair === undefined) break
    offset = startOf(pair.key)
    node = pair.value
  }
  return offset
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0
}
