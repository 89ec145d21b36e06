/** One raw parameter as it stood on the wire, decoded to text. */
export type Pair = readonly [name: string, value: string]
