/** The verbs that routes can have: the method tokens of RFC 9110 section 9.3 and RFC 5789. */
export const routeVerbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** The verb of a route. */
export type RouteVerb = (typeof routeVerbs)[number]

/** A piece of a path: a text as it is in addresses, or a parameter that fills a segment or a part of one. */
export type RoutePart = string | { readonly param: string }

/** How a list or an object is written in a query (OpenAPI 3.1, "Style Values"). */
export type ListStyle = 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject'

/** Where a parameter stands in a request, and under which name. */
export type ParamPlace =
  | {
      readonly in: 'query' | 'body'
      readonly name: string
      /** Default `form`. In a body it concerns forms only. */
      readonly style?: ListStyle
      /** Whether each item of a list, or member of an object, is a field of its own. Default true for `form`, else false. */
      readonly explode?: boolean
    }
  | {
      readonly in: 'header' | 'cookie' | 'path'
      readonly name: string
      /** Whether an object is written as `a=1,b=2` instead of `a,1,b,2`. Default false. */
      readonly explode?: boolean
    }

/** An address of a method's own below the name of its source, for protocols in which addresses name methods. */
export interface MethodRoute {
  readonly verb: RouteVerb
  /** The path, from its first slash; empty for the address of the source itself. */
  readonly path: readonly RoutePart[]
  /**
   * The places of parameters. One without a place has its own name: in the path if that holds it, else in the body, or in the
   * query where the verb has no body.
   */
  readonly params: ReadonlyMap<string, ParamPlace>
  /** The parameter that is the whole body; undefined where members of the body are parameters. */
  readonly body?: string | undefined
}

/** The text of a path for messages and documents, such as `/orders/{id}`. */
export function pathText(path: readonly RoutePart[]): string {
  return path.map((part) => (typeof part === 'string' ? part : `{${part.param}}`)).join('')
}

/** Whether requests of a verb have a body with a meaning (RFC 9110 section 9.3). */
export function hasMeaningfulBody(verb: RouteVerb): boolean {
  return verb === 'POST' || verb === 'PUT' || verb === 'PATCH'
}

/** The place of a parameter, with the defaults of {@link MethodRoute.params}. */
export function placeOf({ verb, path, params }: MethodRoute, name: string): ParamPlace {
  const place = params.get(name)
  if (place !== undefined) return place
  if (path.some((part) => typeof part !== 'string' && part.param === name)) return { in: 'path', name }
  return { in: hasMeaningfulBody(verb) ? 'body' : 'query', name }
}
