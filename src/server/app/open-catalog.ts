import { everyService } from '../../core/allowed-services.js'
import { type Catalog, createCatalog } from '../../core/catalog.js'
import type { KindDeclarations } from '../../core/declare-kinds.js'
import { type Method, specOf } from '../../core/define-method.js'
import type { Dialect } from '../../core/dialect.js'
import type { PermissionKinds } from '../../core/permission-kinds.js'
import { builtInSource, type Registry } from '../../core/registry.js'
import type { MethodServices } from '../../methods/index.js'
import { payloads } from '../../transports/shared/formats/payloads.js'
import { wsdlOf } from '../../transports/soap/describe.js'
import type { FoundMethods } from './find-methods.js'

/** The methods of an embedding program, with their services. */
export interface EmbeddedMethods<Own> {
  readonly methods: readonly Method<Own>[]
  readonly services: Own
  /** Kinds of permissions in addition to those of the settings. */
  readonly permissions?: KindDeclarations | undefined
}

/** Makes the catalog of all methods. @throws TypeError that names a method that cannot be served, or two that clash */
export function openCatalog<Own>(
  dialects: readonly Dialect[],
  kinds: PermissionKinds,
  { builtIn, loaded }: FoundMethods,
  services: MethodServices,
  own: EmbeddedMethods<Own>,
): Catalog {
  const catalog = createCatalog({ dialects, kinds, checks: [checkWritable] })
  catalog.replace(
    { name: builtInSource, services },
    builtIn.map((method) => specOf(method)),
  )
  if (loaded.length > 0)
    catalog.replace(
      { name: 'methods-folder', services: {} },
      loaded.map((method) => specOf(method)),
    )
  if (own.methods.length > 0) {
    catalog.replace(
      { name: 'own-program', services: own.services },
      own.methods.map((method) => specOf(method)),
    )
  }
  return catalog
}

/** Compiles the WSDL and all writers, so that a method that some protocol cannot express is refused at the start. */
function checkWritable(registry: Registry): void {
  const { dialect } = registry
  const all = registry.directoryFor({ services: [everyService] })
  if (dialect.routes.some(({ transport }) => transport === 'soap')) wsdlOf(all, dialect)
  const { formats, usual, payload } = dialect.envelopes
  for (const { notation } of [usual, ...formats.values()]) {
    const compile = payloads[notation](payload)
    for (const { result } of registry.methods) compile(result)
  }
}
