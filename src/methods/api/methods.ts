import { z } from 'zod'
import { defineMethod } from '../../core/define-method.js'
import { text } from '../../core/schema/params.js'
import type { Catalogue } from './catalogue.js'
import { accessShape, describeAccess, describeMethod, methodShape } from './describe.js'

/** The services of these methods. */
export interface ApiServices {
  readonly catalogue: Catalogue
}

export const getMethodList = defineMethod<ApiServices>()({
  name: 'api.methods.getList',
  service: 'api.method',
  summary: 'List all methods with what they ask of a call',
  needs: { key: false },
  params: z.object({}),
  result: z.object({
    methods: z.object({
      method: z.array(z.object({ ...accessShape, about: z.string(), modified_at: z.int() })),
    }),
  }),
  run: ({ methods, services: { catalogue }, publicUrl }) => ({
    methods: {
      method: methods.methods.map((method) => ({
        ...describeAccess(method),
        about: publicUrl() + catalogue.pageOf(method.name),
        modified_at: lastChange(method.changelog),
      })),
    },
  }),
})

export const getMethod = defineMethod<ApiServices>()({
  name: 'api.methods.get',
  service: 'api.method',
  summary: 'Describe one method',
  needs: { key: false },
  params: z.object({ method: text({ description: 'The name of the method' }).optional() }),
  result: z.object({ method: methodShape }),
  errors: { 1: 'Method not found' },
  run({ params, methods, services: { catalogue } }, fail) {
    const method = methods.find(params.method ?? '')
    if (method === undefined) throw fail(1, 'api.methods.getList lists the names; they are case-sensitive')
    return { method: describeMethod(method, catalogue) }
  },
})

/** Unix seconds of the last change of a method; 0 without a change. */
function lastChange(changelog: readonly { readonly date: string }[]): number {
  return Math.max(0, ...changelog.map(({ date }) => Date.parse(date) / 1000))
}
