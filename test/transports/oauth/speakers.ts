import { type Driver, drivers } from '../../cases/drivers/index.js'

/** Where the protocol parameters travel. */
export type Place = 'header' | 'query'

const names = [
  'REST json',
  'REST xml',
  'SOAP 1.1 generic',
  'SOAP 1.2 generic',
  'SOAP 1.1 typed',
  'SOAP 1.2 typed',
  'XML-RPC struct',
  'XML-RPC positional',
]

/** Every transport in every style, speaking OAuth in either place. */
export const speakers: readonly (readonly [name: string, driver: Driver, where: Place])[] = drivers
  .filter(({ name }) => names.includes(name))
  .flatMap((driver) =>
    (['header', 'query'] as const).map((where) => [`${driver.name}, OAuth in the ${where}`, driver, where] as const),
  )

/** The status that a fault goes out with. */
export function statusOf({ name }: Driver, code: number): number {
  if (name.startsWith('SOAP 1.1')) return 500
  if (name.startsWith('SOAP 1.2')) return code < 500 ? 400 : 500
  return 200
}
