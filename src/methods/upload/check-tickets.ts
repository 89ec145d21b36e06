import { z } from 'zod'
import { malformedParameter } from '../../core/api-error.js'
import { defineMethod } from '../../core/define-method.js'
import { csv } from '../../core/schema/params.js'
import type { Ticket } from '../../documents/ports/uploads.js'
import type { DocumentServices } from '../services.js'

/** The maximum number of tickets in a call. */
const maxTickets = 50

/** The estimated time of processing an upload, in seconds. */
const secondsPerUpload = 2

const ticketState = z.object({
  id: z.string(),
  done: z.boolean(),
  invalid: z.boolean(),
  doc_id: z.string().optional(),
  eta: z.int(),
})

export const checkTickets = defineMethod<Pick<DocumentServices, 'uploads'>>()({
  name: 'upload.checkTickets',
  summary: 'Show how far uploads are',
  notes: [
    `At most ${maxTickets} tickets a call, each your own; others count as invalid. Ask again when eta, in seconds, has passed.`,
    'invalid tickets stand for files that turned out to be something else than they seemed; nothing of them is kept.',
  ],
  needs: { signature: true, token: true, permission: { doc: 'write' } },
  params: z.object({ tickets: csv({ fault: { missing: 1 }, description: 'The tickets' }) }),
  result: z.object({
    tickets: z.object({
      count: z.int(),
      done: z.int(),
      invalid: z.int(),
      left: z.int(),
      eta: z.int(),
      ticket: z.array(ticketState),
    }),
  }),
  errors: { 1: 'Tickets not found' },
  async run({ params, caller, services: { uploads } }, fail) {
    const asked = [...new Set(params.tickets)]
    if (asked.length > maxTickets)
      throw malformedParameter(`At most ${maxTickets} tickets can be asked for at once`, 'tickets')
    const own = await uploads.tickets(caller.user?.id ?? '', asked)
    if (own.length === 0) throw fail(1)
    const known = new Map(own.map((ticket) => [ticket.ticket, ticket]))
    const ticket = asked.map((id) => describe(id, known.get(id)))
    const done = ticket.filter((state) => state.done).length
    const invalid = ticket.filter((state) => state.invalid).length
    const eta = Math.max(...ticket.map((state) => state.eta))
    return { tickets: { count: ticket.length, done, invalid, left: ticket.length - done - invalid, eta, ticket } }
  },
})

function describe(id: string, ticket: Ticket | undefined): z.input<typeof ticketState> {
  return {
    id,
    done: ticket?.state === 'done',
    invalid: ticket === undefined || ticket.state === 'invalid',
    doc_id: ticket?.documentId,
    eta: (ticket?.queued ?? 0) * secondsPerUpload,
  }
}
