import { z } from 'zod'
import { apiError } from '../../core/api-error.js'
import { defineMethod } from '../../core/define-method.js'
import { asElement } from '../../core/schema/result.js'
import type { AuthServices } from './answer.js'

export const getFrob = defineMethod<AuthServices>()({
  name: 'auth.getFrob',
  summary: 'Get a one-time frob for the login of a desktop application',
  notes: ['The frob lives for ten minutes and is spent by auth.getToken.'],
  needs: { signature: true },
  params: z.object({}),
  result: z.object({ auth: z.object({ frob: asElement(z.string()) }) }),
  async run({ caller, services: { tokens } }) {
    if (caller.application === undefined) throw apiError('key-missing')
    return { auth: { frob: await tokens.newFrob(caller.application) } }
  },
})
