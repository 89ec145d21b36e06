/**
 * The type of a scalar, for protocols with types; elsewhere it is text.
 *
 * - `integer` has 32 bits by declaration, `unix-time` is an integer that exceeds them in 2038;
 * - `long` has 64 bits and is carried as digits, `number` is a double, `decimal` an exact text;
 * - `instant` is a date and time of RFC 3339, `date` a calendar date, `bytes` is base64 as text.
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

/** The XML node type of a member: OpenAPI 3.2's nodeType. */
export type XmlNode = 'attribute' | 'element' | 'text'

/** A part of the schemas of a method. */
export interface Placed {
  /** The method and the path in it, such as `doc.get: result.doc.title`; for messages. */
  readonly path: string
}

/** A scalar. */
export interface ScalarShape extends Placed {
  readonly kind: 'scalar'
  readonly type: ScalarType
  /** The values of an `enum`. */
  readonly words: readonly string[] | undefined
}

/** A list, absent when empty unless `keepEmpty`. */
export interface ListShape extends Placed {
  readonly kind: 'list'
  readonly item: Shape
  readonly keepEmpty: boolean
  /** The element name of the items where XML wraps the list in an element of the member's name, as it does all nested lists. */
  readonly wrappedItem: string | undefined
}

/** An object; with `rest` and without declared members it is a map. */
export interface ObjectShape extends Placed {
  readonly kind: 'object'
  readonly members: readonly Member[]
  /** The shape of undeclared members of an open object. */
  readonly rest: Shape | undefined
}

/** A union of objects; a value matches exactly one branch. */
export interface UnionShape extends Placed {
  readonly kind: 'union'
  /** The branches, with their members in the order of `merged`. */
  readonly branches: readonly ObjectShape[]
  /** The members of all branches, for type declarations; optional where not every branch requires them. */
  readonly merged: ObjectShape
  /** The discriminator, with the index of each branch by its values; undefined in an untagged union. */
  readonly tag: { readonly member: string; readonly branches: ReadonlyMap<string, number> } | undefined
}

/** A reference to a named shape; recursive shapes consist of these. */
export interface RefShape extends Placed {
  readonly kind: 'ref'
  readonly name: string
  /** The named shape, the same object for every reference to it. */
  readonly target: () => NamedShape
}

/** Any JSON value; XML carries it as JSON text. */
export interface AnyShape extends Placed {
  readonly kind: 'any'
}

/** A file: bytes with a content type. Text formats carry the bytes as base64. */
export interface FileShape extends Placed {
  readonly kind: 'file'
}

/** A shape that may have a name. */
export type NamedShape = ObjectShape | UnionShape

/** The shape of a value. */
export type Shape = ScalarShape | ListShape | ObjectShape | UnionShape | RefShape | AnyShape | FileShape

/** A member of an object. */
export interface Member {
  readonly name: string
  /** The name in XML, the WSDL and XML-RPC; differs from {@link name} where that is no XML name. */
  readonly xmlName: string
  readonly shape: Shape
  readonly optional: boolean
  readonly xml: XmlNode
  readonly description: string | undefined
}

/** The deepest nesting of recursive shapes and of `any`. */
export const deepestTree = 32

/** The element of a record member: in XML where its name is no XML name, in typed SOAP always. */
export const recordEntry = 'entry'

/** The element of the items of a nested list. */
export const innerItem = 'item'

/** Resolves a reference; any other shape is returned as it is. */
export function resolved(shape: Shape): Exclude<Shape, RefShape> {
  return shape.kind === 'ref' ? shape.target() : shape
}
