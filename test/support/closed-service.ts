import { z } from 'zod'
import type { Catalog } from '../../src/core/catalog.js'
import { defineMethod, specOf } from '../../src/core/define-method.js'
import { text } from '../../src/core/schema/params.js'

/** The name of the closed service. */
export const vault = 'vault'

const open = defineMethod()({
  name: 'vault.open',
  summary: 'Open a drawer',
  params: z.object({ drawer: text({ fault: { missing: 1 } }) }),
  result: z.object({ drawer: z.string(), app: z.string() }),
  errors: { 1: 'Drawer missing' },
  run: ({ params, caller }) => ({ drawer: params.drawer, app: caller.application?.name ?? '' }),
})

const fill = defineMethod()({
  name: 'vault.fill',
  summary: 'Fill a drawer',
  needs: { token: true, signature: true, post: true, permission: { doc: 'write' } },
  params: z.object({ drawer: text() }),
  result: z.object({ drawer: z.string(), user: z.string() }),
  run: ({ params, caller }) => ({ drawer: params.drawer, user: caller.user?.username ?? '' }),
})

/** The methods of a service that only allowed applications may call. */
export const closedMethods = [open, fill]

/** Adds the closed service to what a server serves. */
export function serveClosed(catalog: Catalog): void {
  catalog.replace(
    { name: vault, services: {}, access: 'allowed' },
    closedMethods.map((method) => specOf(method)),
  )
}
