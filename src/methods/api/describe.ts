import { z } from 'zod'
import type { DocumentedFault, DocumentedMethod, DocumentedParameter } from '../../core/documented-method.js'
import { holdsFiles } from '../../core/files/map-files.js'
import type { MethodDescription } from '../../core/method-spec.js'
import type { ParamSpec } from '../../core/schema/params-spec.js'
import { asText, wrapped } from '../../core/schema/result.js'
import { permissionLevels } from '../permission-levels.js'

const flag = z.boolean()

/** The members that both descriptions of a method have. */
export const accessShape = {
  name: z.string(),
  service: z.string(),
  authentication: z.object({ token: flag, sign: flag, post: flag, safety: flag.optional() }),
  permissions: permissionLevels(z.string().optional()),
  title: z.string(),
}

/** The access flags of a method. */
export function describeAccess(method: MethodDescription) {
  const { needs } = method
  return {
    name: method.name,
    service: method.service,
    authentication: {
      token: needs.token === true,
      sign: needs.signature === true,
      post: needs.post === true,
      ...(method.safety && { safety: true }),
    },
    permissions: { ...needs.permission },
    title: method.summary,
  }
}

/** The full self-description of a method. */
export const methodShape = z.object({
  ...accessShape,
  parameters: wrapped('param', z.object({ name: z.string(), required: flag, value: asText(z.string()) })),
  response: z.string().meta({ xml: { nodeType: 'element' } }),
  notes: wrapped('note', z.object({ for: z.string(), _value: asText(z.string()) })),
  errors: wrapped(
    'error',
    z.object({ code: z.int(), message: z.string(), label: z.string().optional(), _value: asText(z.string()) }),
  ),
  changelog: wrapped('log', z.object({ date: z.string(), _value: asText(z.string()) })),
})

/** Fills {@link methodShape}. */
export function describeMethod(
  method: MethodDescription,
  { credentials, faults, sample }: DocumentedMethod,
): z.input<typeof methodShape> {
  return {
    ...describeAccess(method),
    parameters: [...credentials, ...parametersOf(method)],
    response: sample,
    notes: [...notesOnUse(method), ...method.notes, ...notesOnFiles(method)].map((note) => ({
      for: 'method',
      _value: note,
    })),
    errors: faults.map(describeFault),
    changelog: method.changelog.map(({ date, text }) => ({ date, _value: text })),
  }
}

function notesOnUse({ deprecated }: MethodDescription): readonly string[] {
  return deprecated === true ? ['Deprecated.'] : []
}

/** The note on how files travel, which a sample does not show. */
function notesOnFiles({ result }: MethodDescription): readonly string[] {
  if (result.kind === 'file') return ['REST answers with the file itself, other protocols with its bytes as base64.']
  return holdsFiles(result) ? ['Files in the answer are base64.'] : []
}

/** The description of a value. Protocols without trees of their own carry a tree as JSON text. */
function describeValue({ description = '', tree }: ParamSpec): string {
  return tree === undefined ? description : `${description} (JSON)`.trimStart()
}

function parametersOf({ params, files }: MethodDescription): readonly DocumentedParameter[] {
  const declared = params.specs.map((spec) => ({
    name: spec.name,
    required: spec.required,
    value: describeValue(spec),
  }))
  const parts = files.map((name) => ({ name, required: true, value: 'A file, as a part of a multipart body' }))
  return [...declared, ...parts]
}

function describeFault({ code, title, label, meaning }: DocumentedFault) {
  return { code, message: title, label, _value: meaning }
}
