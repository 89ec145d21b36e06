import type { KindDeclarations } from '../../src/core/declare-kinds.js'
import { openPermissionKinds } from '../../src/server/permission-kinds.js'

/** The kinds that every gateway has. */
export const kinds = openPermissionKinds()

/** A kind as a program declares it. */
export const orders = {
  orders: {
    title: { en: 'Orders', fr: 'Commandes' },
    levels: {
      read: { en: 'See what you ordered', fr: 'Voir ce que vous avez commandé' },
      delete: 'See, change and cancel what you ordered',
    },
  },
} as const satisfies KindDeclarations
