import { createCatalog } from '../../src/core/catalog.js'
import { type Method, specOf } from '../../src/core/define-method.js'
import type { Dialect } from '../../src/core/dialect.js'
import type { PermissionKinds } from '../../src/core/permission-kinds.js'
import { builtInSource, type Registry } from '../../src/core/registry.js'
import { ipernity } from '../../src/dialects/ipernity/index.js'
import { kinds as ofIpernity } from './permission-kinds.js'

/** For what a registry is made, where that is another than usual. */
interface RegistryOptions {
  readonly dialect?: Dialect
  readonly kinds?: PermissionKinds
}

/** The registry of methods that count as built in. Their handlers do nothing. @throws TypeError as a catalog does */
export function registryOf(
  methods: readonly Method<never>[],
  { dialect = ipernity, kinds = ofIpernity }: RegistryOptions = {},
): Registry {
  const catalog = createCatalog({ dialects: [dialect], kinds })
  catalog.replace(
    { name: builtInSource, services: {} },
    methods.map((method) => ({ ...specOf(method), affects: undefined, run: () => undefined })),
  )
  return catalog.current.registryOf(dialect)
}
