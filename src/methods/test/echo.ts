import { z } from 'zod'
import { defineMethod } from '../../core/define-method.js'
import { text } from '../../core/schema/params.js'

export const echo = defineMethod()({
  name: 'test.echo',
  summary: 'Send back every parameter',
  notes: [
    'Any parameter comes back under its own name, as long as that is an XML name; the ones that say who calls do not.',
  ],
  params: z
    .object({ echo: text({ emptyClears: true, description: 'A text to send back' }).optional() })
    .catchall(z.string()),
  result: z.object({ echo: z.string().optional() }).catchall(z.string()),
  errors: { 1: 'Nothing was sent' },
  run({ params }, fail) {
    if (Object.values(params).every((value) => value === '')) throw fail(1, 'Send a parameter with some text in it')
    return params
  },
})
