import type { RegisteredMethod } from '../../../core/registry.js'
import type { Format, RenderPayload } from './format.js'
import { json } from './json.js'
import { php } from './php.js'
import { xml } from './xml.js'

/** The formats that an address may end in, by their word. */
export const formats: ReadonlyMap<string, Format> = new Map([json, xml, php].map((format) => [format.name, format]))

/** The writers of every method's payload in every format. */
export type Payloads = (method: RegisteredMethod, format: Format) => RenderPayload

/** Compiles the payload writers of methods, once. */
export function compilePayloads(methods: readonly RegisteredMethod[]): Payloads {
  const compiled = new Map<Format, Map<RegisteredMethod, RenderPayload>>()
  for (const format of formats.values()) {
    compiled.set(format, new Map(methods.map((method) => [method, format.compile(method.result)])))
  }
  return (method, format) => {
    const render = compiled.get(format)?.get(method)
    if (render === undefined) throw new TypeError(`${method.name} is no method of this transport`)
    return render
  }
}
