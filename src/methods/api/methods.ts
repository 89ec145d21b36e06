import { z } from 'zod'
import { defineMethod } from '../../core/define-method.js'
import { text } from '../../core/schema/params.js'
import { accessShape, describeAccess, describeMethod, methodShape } from './describe.js'

export const getMethodList = defineMethod()({
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
  run: ({ methods, publicUrl }) => ({
    methods: {
      method: methods.methods.map((method) => ({
        ...describeAccess(method),
        about: publicUrl() + methods.pageOf(method.name),
        modified_at: lastChange(method.changelog),
      })),
    },
  }),
})

export const getMethod = defineMethod()({
  name: 'api.methods.get',
  service: 'api.method',
  summary: 'Describe one method',
  needs: { key: false },
  params: z.object({ method: text({ description: 'The name of the method' }).optional() }),
  result: z.object({ method: methodShape }),
  errors: { 1: 'Method not found' },
  run({ params, methods }, fail) {
    const method = methods.find(params.method ?? '')
    if (method === undefined) throw fail(1, 'api.methods.getList lists the names; they are case-sensitive')
    return { method: describeMethod(method, methods.document(method)) }
  },
})

/** Unix seconds of the last change of a method; 0 without a change. */
function lastChange(changelog: readonly { readonly date: string }[]): number {
  return Math.max(0, ...changelog.map(({ date }) => Date.parse(date) / 1000))
}
