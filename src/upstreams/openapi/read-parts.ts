import type { BodyPart, QueryStyle } from '../http/operation.js'
import type { OperationDraft } from './draft.js'
import { rawMember } from './flatten.js'
import { isBinary } from './media-types.js'
import { flagOf, membersOf, objectOf, textOf } from './raw.js'

const styles: ReadonlySet<unknown> = new Set(['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'])

/** Reads the encodings of the parts of a body (OpenAPI 3.1, "Encoding Object"). */
export function partsOf(encoding: unknown): ReadonlyMap<string, BodyPart> {
  return new Map(
    membersOf(encoding).map(([name, value]) => {
      const part = objectOf(value)
      const contentType = textOf(part['contentType'])
      const isOne = contentType !== undefined && !/[*,]/.test(contentType)
      const explode = flagOf(part['explode'])
      const style = styleOf(part['style'])
      return [
        name,
        {
          ...(isOne && { contentType }),
          ...(style !== undefined && { style }),
          ...(explode !== undefined && { explode }),
        },
      ]
    }),
  )
}

function styleOf(style: unknown): QueryStyle | undefined {
  return isStyle(style) ? style : undefined
}

function isStyle(style: unknown): style is QueryStyle {
  return styles.has(style)
}

/** Whether a member of a multipart body is a file. A list of files is one file. */
export function fileOf(schema: unknown, name: string, draft: OperationDraft): boolean {
  const member = draft.document.follow(rawMember(schema, name, draft.document))
  if (isBinary(member)) return true
  const isList = member['type'] === 'array' && isBinary(draft.document.follow(member['items']))
  if (isList) draft.onDegraded(`${name} is a list of files, of which one can be sent`)
  return isList
}
