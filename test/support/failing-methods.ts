import { z } from 'zod'
import { apiError } from '../../src/core/api-error.js'
import { defineMethod } from '../../src/core/define-method.js'

const params = z.object({})
const result = z.object({ kept: z.string(), inner: z.object({ kept: z.string() }) })

const unforeseen = defineMethod()({
  name: 'failing.unforeseen',
  summary: 'Throw something unforeseen',
  params,
  result,
  run(): never {
    throw new Error('failed on purpose: secret detail')
  },
})

const unavailable = defineMethod()({
  name: 'failing.unavailable',
  summary: 'Find a store away',
  params,
  result,
  run(): never {
    throw apiError('service-unavailable', { detail: 'Try again' })
  },
})

const shape = defineMethod()({
  name: 'failing.shape',
  summary: 'Answer something else than declared',
  params,
  result,
  run: () => ({ kept: JSON.parse('{}'), inner: { kept: '1' } }),
})

const chatty = defineMethod()({
  name: 'failing.chatty',
  summary: 'Answer more than declared',
  params,
  result,
  run: () => ({ kept: '1', extra: 'secret', inner: { kept: '1', extra: 'secret' } }),
})

/** Methods that go wrong in every way that a handler can. */
export const failingMethods = [unforeseen, unavailable, shape, chatty]
