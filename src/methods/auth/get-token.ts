import { z } from 'zod'
import { apiError } from '../../core/api-error.js'
import { defineMethod } from '../../core/define-method.js'
import { type AuthServices, describeToken, extra, tokenAnswer } from './answer.js'

export const getToken = defineMethod<AuthServices>()({
  name: 'auth.getToken',
  summary: 'Exchange a frob that a user has agreed to for a token',
  notes: ['A frob can be exchanged once. The token lasts until the user or the operator revokes it.'],
  needs: { signature: true },
  params: z.object({
    frob: z
      .string()
      .regex(/^[0-9]+-[0-9a-f]+$/)
      .meta({ fault: { missing: 1, invalid: 2 }, description: 'From auth.getFrob or from the callback' }),
    extra,
  }),
  result: tokenAnswer,
  errors: { 1: 'Frob missing', 2: 'Frob invalid' },
  async run({ params, caller, services: { tokens } }, fail) {
    if (caller.application === undefined) throw apiError('key-missing')
    const held = await tokens.exchangeFrob(caller.application, params.frob)
    if (held === undefined) throw fail(2)
    return describeToken(held)
  },
})
