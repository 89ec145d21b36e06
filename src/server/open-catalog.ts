import { type Catalog, createCatalog } from '../core/catalog.js'
import type { KindDeclarations } from '../core/declare-kinds.js'
import { type Method, specOf } from '../core/define-method.js'
import type { Dialect } from '../core/dialect.js'
import type { PermissionKinds } from '../core/permission-kinds.js'
import { builtInSource, type Registry } from '../core/registry.js'
import type { MethodServices } from '../methods/index.js'
import { payloads } from '../transports/shared/formats/payloads.js'
import { wsdlOf } from '../transports/soap/describe.js'
import type { FoundMethods } from './find-methods.js'

/** Methods of an embedder's, with the services that they want. */
export interface EmbeddedMethods<Own> {
  readonly methods: readonly Method<Own>[]
  readonly services: Own
  /** Kinds of permissions beside those of the settings. */
  readonly permissions?: KindDeclarations | undefined
}

/** Makes the catalog of everything that is served. @throws TypeError where a method, or two of them, cannot be served */
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
      { name: 'folder', services: {} },
      loaded.map((method) => specOf(method)),
    )
  if (own.methods.length > 0) {
    catalog.replace(
      { name: 'program', services: own.services },
      own.methods.map((method) => specOf(method)),
    )
  }
  return catalog
}

/** Compiles what clients ask for later, so that what cannot be written is refused before it is served. */
function checkWritable(registry: Registry): void {
  if (registry.dialect.routes.some(({ transport }) => transport === 'soap')) wsdlOf(registry)
  const { formats, usual } = registry.dialect.envelopes
  for (const { notation } of [usual, ...formats.values()]) {
    for (const { result } of registry.methods) payloads[notation](result)
  }
}
