import type { ParamPlace } from '../../../core/method-route.js'
import type { ParamSpec } from '../../../core/schema/params-spec.js'
import { paramSchema } from './param-schema.js'
import type { Schema, SchemaWriter } from './schemas.js'

/** The member `parameters` of an operation; none where it is empty. */
export function parametersOf(parameters: readonly Schema[]): Schema {
  return parameters.length === 0 ? {} : { parameters }
}

/** A parameter in the query of a method's named address: a tree is JSON text, a list has commas. */
export function jsonParameter(spec: ParamSpec, schemas: SchemaWriter): Schema {
  const schema = paramSchema(spec, schemas)
  const hasCommas = spec.listShape !== undefined
  return {
    ...factsOf(spec.name, 'query', spec),
    ...(spec.tree === undefined || hasCommas
      ? { ...(hasCommas && { explode: false }), schema }
      : { content: { 'application/json': { schema } } }),
  }
}

/** A parameter outside the body at a method's own route. @param name its name in requests */
export function placedParameter(spec: ParamSpec, name: string, place: ParamPlace, schemas: SchemaWriter): Schema {
  const isNative = spec.tree !== undefined || spec.listShape !== undefined
  return {
    ...factsOf(name, place.in, spec),
    ...(isNative && 'style' in place && { style: place.style }),
    ...(isNative && place.explode !== undefined && { explode: place.explode }),
    schema: paramSchema(spec, schemas),
  }
}

function factsOf(name: string, where: ParamPlace['in'], { required, description }: ParamSpec): Schema {
  return {
    name,
    in: where,
    ...((required || where === 'path') && { required: true }),
    ...(description !== undefined && { description }),
  }
}

/** A body whose members are parameters, by their names in it: JSON, or multipart where there are files. */
export function bodyOf(
  params: readonly (readonly [name: string, spec: ParamSpec])[],
  files: readonly string[],
  schemas: SchemaWriter,
): Schema {
  if (params.length === 0 && files.length === 0) return {}
  const properties = params.map(([name, spec]) => [name, described(spec, schemas)])
  const parts = files.map((name) => [name, { type: 'string', contentMediaType: 'application/octet-stream' }])
  const required = [...params.filter(([, spec]) => spec.required).map(([name]) => name), ...files]
  const schema = {
    type: 'object',
    properties: Object.fromEntries([...properties, ...parts]),
    ...(required.length > 0 && { required }),
  }
  const content = { [files.length > 0 ? 'multipart/form-data' : 'application/json']: { schema } }
  return { requestBody: { ...(required.length > 0 && { required: true }), content } }
}

/** A body that is the value of one parameter. */
export function wholeBody(spec: ParamSpec, schemas: SchemaWriter): Schema {
  const content = { 'application/json': { schema: described(spec, schemas) } }
  return { requestBody: { ...(spec.required && { required: true }), content } }
}

/** A body that is a file. */
export const fileBody: Schema = { requestBody: { required: true, content: { 'application/octet-stream': {} } } }

function described(spec: ParamSpec, schemas: SchemaWriter): Schema {
  const schema = paramSchema(spec, schemas)
  return spec.description === undefined ? schema : { ...schema, description: spec.description }
}
