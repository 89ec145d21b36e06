import type { Format } from './format.js'
import { json } from './json.js'
import { php } from './php.js'
import { xml } from './xml.js'

/** The formats that an address may end in, by their word. */
export const formats: ReadonlyMap<string, Format> = new Map([json, xml, php].map((format) => [format.name, format]))
