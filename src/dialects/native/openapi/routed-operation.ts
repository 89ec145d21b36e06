import { type MethodRoute, pathText, placeOf } from '../../../core/method-route.js'
import type { MethodDescription } from '../../../core/method-spec.js'
import { wireNameOf } from '../../../transports/shared/wire-name.js'
import { credentials } from '../credentials.js'
import { bodyOf, fileBody, parametersOf, placedParameter, wholeBody } from './inputs.js'
import { describe, type Operation } from './operations.js'
import { responsesOf } from './responses.js'
import type { Schema, SchemaWriter } from './schemas.js'

/** A method with its route. */
export type Routed = MethodDescription & { readonly route: MethodRoute }

/** The operation of a method at its own route, whose status its handler may choose unless it is a read. */
export function routedOperation(method: Routed, schemas: SchemaWriter): Operation {
  const { route, service } = method
  const isRead = route.verb === 'GET' || route.verb === 'HEAD'
  return {
    path: `/${service}${pathText(route.path)}`,
    verb: route.verb.toLowerCase(),
    operation: {
      ...describe(method, method.name),
      ...inputOf(method, schemas),
      responses: responsesOf(method, isRead ? '200' : '2XX', schemas),
    },
  }
}

function inputOf({ route, params, files }: Routed, schemas: SchemaWriter): Schema {
  const placed = params.specs.map((spec) => {
    const place = placeOf(route, spec.name)
    return { spec, place, name: wireNameOf(spec.name, place, credentials.reserved) }
  })
  const whole = params.specs.find(({ name }) => name === route.body)
  const outside = placed.filter(({ spec, place }) => place.in !== 'body' && spec !== whole)
  const inside = placed.filter(({ spec, place }) => place.in === 'body' && spec !== whole)
  const parameters = outside.map(({ spec, name, place }) => placedParameter(spec, name, place, schemas))
  return { ...parametersOf(parameters), ...bodyAt() }

  function bodyAt(): Schema {
    if (whole !== undefined) return wholeBody(whole, schemas)
    if (inside.length === 0 && files.length === 1) return fileBody
    const parts = files.map((name) => placeOf(route, name).name)
    return bodyOf(
      inside.map(({ name, spec }) => [name, spec]),
      parts,
      schemas,
    )
  }
}
