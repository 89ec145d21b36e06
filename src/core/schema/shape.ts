/**
 * How a scalar is typed where a protocol has types; everywhere else it is text.
 *
 * - `integer` has 32 bits by declaration, `unix-time` is an integer that leaves them in 2038;
 * - `long` has 64 bits and is carried as digits, `number` is a double, `decimal` an exact text;
 * - `instant` is a date and time of RFC 3339, `date` a day of the calendar, `bytes` is base64 where everything is text.
 */
export type ScalarType =
  | 'string'
  | 'enum'
  | 'integer'
  | 'unix-time'
  | 'long'
  | 'number'
  | 'decimal'
  | 'boolean'
  | 'instant'
  | 'date'
  | 'bytes'

/** How XML spells a member: OpenAPI 3.2's nodeType. */
export type XmlNode = 'attribute' | 'element' | 'text'

/** What has a place in a method. */
export interface Placed {
  /** The method and the place in its result, such as `doc.get: result.doc.title`; for messages. */
  readonly path: string
}

/** A plain value. */
export interface ScalarShape extends Placed {
  readonly kind: 'scalar'
  readonly type: ScalarType
  /** The words of an `enum`. */
  readonly words: readonly string[] | undefined
}

/** A list; always an array, absent when empty unless `keepEmpty`. */
export interface ListShape extends Placed {
  readonly kind: 'list'
  readonly item: Shape
  readonly keepEmpty: boolean
  /** The name of the items where XML wraps the list in an element of the member's name; lists inside lists always have one. */
  readonly wrappedItem: string | undefined
}

/** A group of named members; without members of its own and with `rest` it is a map. */
export interface ObjectShape extends Placed {
  readonly kind: 'object'
  readonly members: readonly Member[]
  /** The shape of members that are not declared, where the object is open: a record. */
  readonly rest: Shape | undefined
  /** Names that no member may have, because the envelope has them. */
  readonly reserved: ReadonlySet<string>
}

/** A value of which exactly one branch holds. */
export interface UnionShape extends Placed {
  readonly kind: 'union'
  /** Their members stand in the order of those of `merged`. */
  readonly branches: readonly ObjectShape[]
  /** The members of all branches, for what declares types: those that not every branch needs are optional. */
  readonly merged: ObjectShape
  /** The member that names the branch, where one does, with the place of each branch by its words. */
  readonly tag: { readonly member: string; readonly branches: ReadonlyMap<string, number> } | undefined
}

/** A place that holds a named shape; shapes that hold themselves are made of these. */
export interface RefShape extends Placed {
  readonly kind: 'ref'
  readonly name: string
  /** The named shape, the same object for every reference to it. */
  readonly target: () => NamedShape
}

/** Any tree of JSON's own types; XML carries it as JSON text. */
export interface AnyShape extends Placed {
  readonly kind: 'any'
}

/** What a name can stand for. */
export type NamedShape = ObjectShape | UnionShape

/** What a value looks like. */
export type Shape = ScalarShape | ListShape | ObjectShape | UnionShape | RefShape | AnyShape

/** A named part of an object. */
export interface Member {
  readonly name: string
  /** The name in XML, the WSDL and XML-RPC, where {@link name} may be none of an element. */
  readonly xmlName: string
  readonly shape: Shape
  readonly optional: boolean
  readonly xml: XmlNode
  readonly description: string | undefined
}

/** How many trees may stand inside one another where a shape holds itself or anything. */
export const deepestTree = 32

/** The name of the status object beside the result. */
export const envelopeMembers: ReadonlySet<string> = new Set(['api'])

/** The element that XML and SOAP write for a member of a record whose name is no element's. */
export const recordEntry = 'entry'

/** The element around an item of a list inside a list. */
export const innerItem = 'item'

/** The shape itself, or the one that it refers to. */
export function resolved(shape: Shape): Exclude<Shape, RefShape> {
  return shape.kind === 'ref' ? shape.target() : shape
}
