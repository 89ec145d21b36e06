import type { MethodDirectory } from '../method-spec.js'

/** How a dialect documents methods to its clients: its credentials, numbers and names. */
export type Documentation = Pick<MethodDirectory, 'pageOf' | 'document'>
