import { type MethodRoute, type ParamPlace, placeOf } from '../../../core/method-route.js'
import type { MethodDescription } from '../../../core/method-spec.js'
import { resolved, type Shape } from '../../../core/schema/shape.js'
import { wireNameOf } from '../../shared/wire-name.js'

/** A method as far as requests at its route are read. */
export type Routed = Pick<MethodDescription, 'params' | 'files'> & { readonly route: MethodRoute }

/** A parameter of a route. */
export interface RouteParam {
  readonly name: string
  /** The name in the request. */
  readonly wire: string
  readonly place: ParamPlace
  /** The shape of a value that is more than one text, with references resolved; undefined for texts. */
  readonly native: Exclude<Shape, { kind: 'ref' }> | undefined
  /** Whether its text may be JSON: objects, and lists that are more than texts with commas. */
  readonly isJson: boolean
}

/** The parameters of a route by their places. */
export interface RouteParams {
  readonly path: readonly RouteParam[]
  readonly query: readonly RouteParam[]
  readonly header: readonly RouteParam[]
  readonly cookie: readonly RouteParam[]
  readonly body: readonly RouteParam[]
  /** The names of files by their names in the body. */
  readonly files: ReadonlyMap<string, string>
  /** The parameter that is the whole body. */
  readonly whole: RouteParam | undefined
}

/**
 * Compiles where the parameters of a method are. One whose name in the request is that of a credential or of a header of the
 * server's own is found under its own name instead.
 *
 * @param reserved the names of credentials
 */
export function compileRouteParams({ route, params, files }: Routed, reserved: ReadonlySet<string>): RouteParams {
  const placed = params.specs.map(({ name, tree, listShape }): RouteParam => {
    const place = placeOf(route, name)
    const shape = tree ?? listShape
    const isJson = tree !== undefined && listShape === undefined && resolved(tree).kind !== 'any'
    return { name, wire: wireNameOf(name, place, reserved), place, native: shape && resolved(shape), isJson }
  })
  const whole = placed.find(({ name }) => name === route.body)
  const at = (where: ParamPlace['in']) => placed.filter((param) => param.place.in === where && param !== whole)
  return {
    path: at('path'),
    query: at('query'),
    header: at('header'),
    cookie: at('cookie'),
    body: at('body'),
    files: new Map(files.map((name) => [placeOf(route, name).name, name])),
    whole,
  }
}
