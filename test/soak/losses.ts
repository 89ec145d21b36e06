import { hash } from 'node:crypto'
import { call, codeOf } from '../support/api-client.js'
import { until } from '../support/process.js'
import type { Soak } from './client.js'
import type { Ledger } from './writers.js'

/** How long work on uploads may take when all faults are over: the leases of dead workers have to run out. */
const patience = 120_000

/** Looks for everything that was acknowledged. Notes what is missing. */
export async function findLosses(soak: Soak, ledger: Ledger): Promise<void> {
  await lookForUploads(soak, ledger)
  await lookForTags(soak, ledger)
  const { deployment, member, tally } = soak
  const { api_key, secret } = member
  for (const auth_token of ledger.tokens) {
    const code = await codeOf(deployment.nextUrl(), { api_key, secret, auth_token }, 'auth.checkToken')
    if (code !== 0) tally.wrong(`a token is lost (${code})`)
  }
}

async function lookForUploads({ deployment, member, tally }: Soak, { uploads }: Ledger): Promise<void> {
  const tickets = [...uploads.keys()]
  for (let first = 0; first < tickets.length; first += 50) {
    const params = { tickets: tickets.slice(first, first + 50).join(',') }
    let states: readonly { id: string; done: string; doc_id?: string }[] = []
    await until(async () => {
      const answer = await call(deployment.nextUrl(), member, 'upload.checkTickets', { params })
      states = answer.tickets?.ticket ?? []
      return answer.tickets?.left === '0'
    }, patience)
    for (const { id, doc_id } of states) {
      if (doc_id === undefined) tally.wrong(`the upload ${id} is lost`)
      else if ((await md5Of(doc_id)) !== uploads.get(id))
        tally.wrong(`the file of document ${doc_id} is not what was sent`)
    }
  }

  async function md5Of(doc_id: string): Promise<string> {
    const { doc } = await call(deployment.nextUrl(), member, 'doc.get', { params: { doc_id, extra: 'original' } })
    const { pathname, search } = new URL(doc.original.url)
    const file = await fetch(deployment.nextUrl() + pathname + search)
    return hash('md5', new Uint8Array(await file.arrayBuffer()))
  }
}

async function lookForTags({ deployment, member, tally }: Soak, { tags }: Ledger): Promise<void> {
  for (const [doc_id, given] of tags) {
    const answer = await call(deployment.nextUrl(), member, 'doc.tags.getList', { params: { doc_id } })
    const there = new Set((answer.tags?.tag ?? []).map(({ tag }: { tag: string }) => tag))
    const lost = given.filter((word) => !there.has(word))
    if (lost.length > 0) tally.wrong(`document ${doc_id} lacks ${lost.length} of its tags: ${lost.join(', ')}`)
  }
}
