import { z } from 'zod'
import { choice, count, duration, flag, headerName, line, named, oneOrMore, rate, words } from './words.js'

/** A type as the file has it: a word such as `"line[]?"`, or members with their types. */
export type TypeWords = string | { readonly [member: string]: TypeWords }

const typeWords: z.ZodType<TypeWords, TypeWords> = z
  .union(
    [
      z.string(),
      z.record(
        z.string(),
        z.lazy(() => typeWords),
      ),
    ],
    {
      error: 'must be a type such as string, "long?" or "line[]", or members with their types',
    },
  )
  .meta({
    id: 'type',
    description:
      'string, int, long, decimal, number, boolean, date, datetime, binary, any, or a name of types; [] makes it a list, ? optional. Or members with their types.',
  })

/** A value of a request as the file has it: `{param}` in a text is the value of a parameter. */
export type TemplateWords =
  | string
  | number
  | boolean
  | null
  | readonly TemplateWords[]
  | { readonly [member: string]: TemplateWords }

const templateWords: z.ZodType<TemplateWords, TemplateWords> = z
  .union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(z.lazy(() => templateWords)),
    z.record(
      z.string(),
      z.lazy(() => templateWords),
    ),
  ])
  .meta({
    id: 'template',
    description:
      'A value. "{param}" is the value of a parameter with its type, "x-{param}" a text, "{call.id}" the id of the call; {{ is a brace.',
  })

/** The schema of members with their types. */
export const membersWords = z.record(z.string(), typeWords, { error: 'must be members with their types' })

/** The schema of a circuit breaker. */
export const breakerWords = words({
  failures: count(1, 1000).optional().describe('Failures in a row that open it.'),
  open_for: duration.optional().describe('Until one call is let through to try again, such as 10s.'),
})

/** The schema of `needs`. */
export const needsWords = z
  .array(
    z.string().regex(/^(?:key|signature|token|[a-z][a-z0-9]{0,31}=(?:read|write|delete))$/, {
      error: 'must be key, signature, token, or a permission such as doc=write',
    }),
    { error: 'must be a list of key, signature, token and permissions such as doc=write' },
  )
  .describe(
    'What a call needs: key (always asked for unless the list is empty), signature, token, and levels of permissions such as doc=write.',
  )

const faultWords = words({
  code: count(1, 97).optional().describe("The method's own number of the fault, 1 to 97."),
  title: line.optional().describe('Its title, for callers.'),
  detail: flag.optional().describe("Whether callers see the service's own text, cleaned and cut."),
})

const cacheWords = words({
  for: duration.describe('How long an answer is kept, such as 60s.'),
  per: choice('caller', 'everyone').optional().describe('Whether callers share answers; caller by default.'),
})

const statusOrRange = /^(?:[45]\d\d|[45]XX)$/

/** What a method written in the file consists of, and what the file can say of an imported one. */
const shape = {
  call: z
    .string({ error: 'must be a verb and a path, such as GET /orders/{id}' })
    .describe(
      'Verb and path below the address of the service; {param} is a parameter. Without it the entry is about an imported operation.',
    ),
  params: membersWords.describe('The parameters that callers give, with their types.'),
  query: z
    .record(z.string(), templateWords, { error: 'must be query fields with values' })
    .describe('Query fields with their values.'),
  body: templateWords.describe(
    'The body: a tree of values. Without it, it is a JSON object of the parameters that are not in the path or the query.',
  ),
  headers: named(templateWords, headerName, 'the name of a header').describe(
    'Headers with their values. Content-Type and Accept choose how bodies are written and read.',
  ),
  answer: line.describe('The member of the answer that is the result; the whole answer by default.'),
  result: typeWords.describe('The type of the result; without it the result is empty.'),
  needs: needsWords,
  limits: words({
    user: rate.optional().describe('For each user, such as 10/m.'),
    app: rate.optional().describe('For each application, such as 1000/h.'),
  }).describe('Limits of the method, beside those of applications.'),
  timeout: duration.describe('For the whole call, tries included, such as 3s.'),
  retries: count(0, 10).describe('Tries after the first, where nothing was sent or the method is idempotent.'),
  idempotent: flag.describe('Whether it may be sent again; by default so for all verbs but POST and PATCH.'),
  breaker: breakerWords.describe('A circuit breaker of its own.'),
  errors: named(faultWords, statusOrRange, 'a status such as 404, or a range such as 4XX').describe(
    'Statuses of the service that become faults of the method.',
  ),
  cache: cacheWords.describe('Keeps answers; for reads only.'),
  public: flag.describe('Whether answers may be shared by everyone although the method needs a permission.'),
  write: flag.describe('Whether it may change something; by default so for all verbs but GET and HEAD.'),
  summary: line.describe('One line for the documentation.'),
  notes: oneOrMore(z.string().min(1), 'a text').describe('Further texts for the documentation.'),
  deprecated: flag.describe('Whether callers should stop using it.'),
  strict: flag.describe('Whether an answer without a required member is refused; by default it is counted.'),
  probe: flag.describe('Whether doctor calls it: a read without required parameters.'),
}

/** The schema of a method. */
export const methodWords = words(shape).partial()

/** A method as the file has it. */
export type MethodWords = z.output<typeof methodWords>
