import { z } from 'zod'

/**
 * Marks a scalar member that XML writes as a child element instead of an attribute (nodeType `element` of OpenAPI 3.2).
 */
export const asElement = <Schema extends z.ZodType>(schema: Schema) => schema.meta({ xml: { nodeType: 'element' } })

/** Marks the member that XML writes as the text of its parent element (nodeType `text`). */
export const asText = <Schema extends z.ZodType>(schema: Schema) => schema.meta({ xml: { nodeType: 'text' } })

/** An instant in Unix seconds. Members whose names end in `_at` are of this type by default. */
export const unixTime = () => z.int().meta({ format: 'unix-time' })

/** A list that XML wraps in an element of the member's name, with items of another name: `parameters/param`. */
export const wrapped = <Item extends z.ZodType>(item: string, schema: Item) => z.array(schema).meta({ xml: { item } })

/**
 * A list that is present even when empty, because clients index it without a check: `tags.tag`, and `docs.doc` of
 * `doc.checkMD5`. Other empty lists are absent, as clients expect: `docs.doc` of `doc.getList`, which they check first, and
 * `medias.media`, which is absent with its block. Thumbnails and tickets are never empty.
 */
export const alwaysListed = <Item extends z.ZodType>(schema: Item) => z.array(schema).meta({ keepEmpty: true })
