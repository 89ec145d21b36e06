import { z } from 'zod'
import { defineMethod } from '../../core/define-method.js'

export const hello = defineMethod()({
  name: 'test.hello',
  summary: 'Answer with a greeting',
  params: z.object({}),
  result: z.object({ hello: z.string() }),
  run: () => ({ hello: 'hello world!' }),
})
