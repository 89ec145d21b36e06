import { z } from 'zod'

/**
 * Marks a scalar member that XML shows as a child element with text instead of an attribute
 * (OpenAPI 3.2 calls this nodeType `element`).
 */
export const asElement = <Schema extends z.ZodType>(schema: Schema) => schema.meta({ xml: { nodeType: 'element' } })

/** Marks the member that is the text of its own element (nodeType `text`). */
export const asText = <Schema extends z.ZodType>(schema: Schema) => schema.meta({ xml: { nodeType: 'text' } })

/** An instant in Unix seconds. A member whose name ends in `_at` is one without saying so. */
export const unixTime = () => z.int().meta({ format: 'unix-time' })

/** A list that XML wraps in an element of the member's name, with items of another: `parameters/param`. */
export const wrapped = <Item extends z.ZodType>(item: string, schema: Item) => z.array(schema).meta({ xml: { item } })

/**
 * A list that is there even when it is empty, because clients index it without asking. So stay the tags of a document and what a
 * change of them did (`tags.tag`), and `docs.doc` of `doc.checkMD5`. Others are absent when empty, as clients know them: the
 * documents of `doc.getList`, of which they ask first and take the first one then, and `medias.media`, which goes with its block.
 * Thumbnails and tickets are never empty.
 */
export const alwaysListed = <Item extends z.ZodType>(schema: Item) => z.array(schema).meta({ keepEmpty: true })
