import { hash, randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { password } from '../support/add-member.js'
import { loginLink } from '../support/api-client.js'
import { createVisitor } from '../support/visitor.js'
import { anyOf, codeIn, post, repeat, type Soak, unlessBroken } from './client.js'

/** What the gateway has acknowledged. */
export interface Ledger {
  /** Tickets of uploads, and the MD5 of what was sent. */
  readonly uploads: Map<string, string>
  /** Documents, and the tags that they were given. */
  readonly tags: Map<string, string[]>
  readonly tokens: string[]
}

/** The most tags that a document gets; the gateway takes no more than a hundred. */
const tagsPerDocument = 90

/** Starts those who write, and note what was acknowledged. */
export async function startWriters(soak: Soak, ledger: Ledger): Promise<void> {
  const mint = await minter(soak, ledger)
  await Promise.all([
    repeat(soak, 250, () => upload(soak, ledger)),
    repeat(soak, 250, () => findDocuments(soak, ledger)),
    ...['a', 'b', 'c'].map((tagger) => repeat(soak, 10, (round) => addTag(soak, ledger, `${tagger}${round}`))),
    repeat(soak, 100, mint),
  ])
}

/** A photo that nobody has taken before. */
async function photo(): Promise<Buffer> {
  const raw = { width: 64, height: 48, channels: 3 } as const
  return sharp(randomBytes(64 * 48 * 3), { raw })
    .jpeg()
    .toBuffer()
}

async function upload({ deployment, member, tally }: Soak, { uploads }: Ledger): Promise<void> {
  const bytes = await photo()
  await tally.count('upload.file', async () => {
    const answer = await post(deployment.nextUrl(), member, 'upload.file', { file: new Blob([new Uint8Array(bytes)]) })
    const code = codeIn(answer)
    if (code === 0) uploads.set(answer.ticket, hash('md5', bytes))
    return code
  })
}

/** Looks which uploads have become documents, so that they can be tagged. */
async function findDocuments({ deployment, member, tally }: Soak, { uploads, tags }: Ledger): Promise<void> {
  const tickets = [...uploads.keys()].slice(-20).join(',')
  if (tickets === '') return
  await tally.count('upload.checkTickets', async () => {
    const answer = await post(deployment.nextUrl(), member, 'upload.checkTickets', { params: { tickets } })
    const code = codeIn(answer)
    if (code !== 0) return code
    for (const { doc_id } of answer.tickets.ticket) if (doc_id !== undefined && !tags.has(doc_id)) tags.set(doc_id, [])
    return code
  })
}

async function addTag({ deployment, member, tally }: Soak, { tags }: Ledger, keywords: string): Promise<void> {
  const [doc_id, given] = anyOf([...tags].filter(([, words]) => words.length < tagsPerDocument)) ?? []
  if (doc_id === undefined || given === undefined) return
  const params = { doc_id, keywords }
  const code = await tally.count('doc.tags.add', async () =>
    codeIn(await post(deployment.nextUrl(), member, 'doc.tags.add', { params })),
  )
  if (code === 0) given.push(keywords)
  else if (code !== undefined && code !== 503 && code !== 3) tally.wrong(`doc.tags.add was refused (${code})`)
}

/** Logs in once; then gives what has frobs allowed, and exchanges each on all nodes at once. */
async function minter({ deployment, member, tally }: Soak, { tokens }: Ledger): Promise<() => Promise<void>> {
  const { api_key, secret, username } = member
  const app = { api_key, secret }
  const visitor = createVisitor(deployment.nextUrl())
  await visitor.submit('/login', { username, password })
  return async () => {
    const frob = (await post(deployment.nextUrl(), app, 'auth.getFrob'))?.auth?.frob
    if (frob === undefined) return
    const link = loginLink(app, { frob, perm_doc: 'read' })
    if ((await visitor.submit(deployment.nextUrl() + link).catch(unlessBroken))?.status !== 200) return
    const exchange = (url: string) =>
      tally.count('auth.getToken', async () => {
        const answer = await post(url, app, 'auth.getToken', { params: { frob } })
        if (codeIn(answer) === 0) tokens.push(answer.auth.token)
        return codeIn(answer)
      })
    const codes = await Promise.all([...deployment.urls(), deployment.nextUrl()].map(exchange))
    if (codes.filter((code) => code === 0).length > 1) tally.wrong('auth.getToken: a frob was exchanged twice')
  }
}
