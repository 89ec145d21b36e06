/** The grammar of the name of a service: the first word of the names of its methods. */
const grammar = /^[A-Za-z][A-Za-z0-9_]*$/

/** Names that addresses of the gateway begin with, also of those that may come. */
const taken: ReadonlySet<string> = new Set([
  ...['api', 'apps', 'rpc', 'services', 'soap', 'oauth2', 'file', 'assets'],
  ...['account', 'admin', 'developers', 'login', 'logout', 'signup', 'help'],
  ...['healthz', 'readyz', 'metrics', 'none'],
])

/**
 * The reason why a service cannot have a name; undefined where it can. No address of a service hides one of the gateway's own,
 * whatever case it is written in.
 */
export function serviceNameProblem(name: string): string | undefined {
  if (!grammar.test(name)) return 'must be letters, digits and underscores, and begin with a letter'
  return taken.has(name.toLowerCase()) ? 'is taken by addresses of the gateway' : undefined
}
