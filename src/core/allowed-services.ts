/** The names of the closed services that an application may call; {@link everyService} stands for all of them. */
export type AllowedServices = readonly string[]

/** The word for every service, also for those that are added later. */
export const everyService = '*'

/** The word for an empty list, which no service can have as its name. */
const noService = 'none'

/** The grammar of the name of a service: the first word of the names of its methods. */
const grammar = /^[A-Za-z][A-Za-z0-9_]*$/

/** Whether a text can be the name of a service. */
export function isServiceName(text: string): boolean {
  return grammar.test(text) && text !== noService
}

/**
 * Whether an application may call a closed service.
 *
 * @param app undefined for an anonymous caller, who is allowed none
 */
export function allowsService(app: { readonly services: AllowedServices } | undefined, service: string): boolean {
  return app !== undefined && (app.services.includes(service) || app.services.includes(everyService))
}

/**
 * Parses a list such as `petstore,billing`, `*` or `none`. The names need not be those of services that exist.
 *
 * @returns the names in alphabetical order, each once
 * @throws TypeError with the reason
 */
export function parseServices(text: string): AllowedServices {
  if (text.trim() === noService) return []
  if (text.trim() === everyService) return [everyService]
  const names = [...new Set(text.split(',').map((name) => name.trim()))].sort()
  const wrong = names.find((name) => !isServiceName(name))
  if (wrong === undefined) return names
  throw new TypeError(
    wrong === noService || wrong === everyService
      ? `${wrong} stands alone, without names beside it.`
      : 'Give the names of services, comma-separated, * for all, or none.',
  )
}
