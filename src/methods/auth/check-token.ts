import { z } from 'zod'
import { defineMethod } from '../../core/define-method.js'
import { type AuthServices, describeToken, extra, tokenAnswer } from './answer.js'

export const checkToken = defineMethod<AuthServices>()({
  name: 'auth.checkToken',
  summary: 'Check a token and show what it holds and whose it is',
  notes: ['The token to check is the one that the call carries.'],
  needs: { signature: true, token: true },
  params: z.object({ extra }),
  result: tokenAnswer,
  run: async ({ caller, services: { tokens } }) => describeToken(await tokens.describe(caller)),
})
