import type { RegisteredMethod, Registry } from '../../core/registry.js'
import type { Format, RenderPayload } from '../shared/formats/format.js'
import { json } from '../shared/formats/json.js'
import { php } from '../shared/formats/php.js'
import { xml } from '../shared/formats/xml.js'

/** The formats that an address may end in, by their word. */
export const formats: ReadonlyMap<string, Format> = new Map([json, xml, php].map((format) => [format.name, format]))

/** Compiles the payload writers of every method in every format, once. */
export function compilePayloads(registry: Registry): (entry: RegisteredMethod, format: Format) => RenderPayload {
  const compiled = new Map<Format, Map<RegisteredMethod, RenderPayload>>()
  for (const format of formats.values()) {
    compiled.set(format, new Map(registry.methods.map((entry) => [entry, format.compile(entry.shape)])))
  }
  return (entry, format) => {
    const render = compiled.get(format)?.get(entry)
    if (render === undefined) throw new TypeError(`${entry.method.name} is not in the registry of this transport`)
    return render
  }
}
