import { type Request, type Response, Router } from 'express'
import type { FileSource, ServedFile } from '../../core/ports/file-source.js'
import { inlineType } from './content-types.js'

/** The cache lifetime of public files, in seconds. A file's address changes when it stops being public. */
const publicMaxAge = 30 * 24 * 60 * 60

/** The path pattern of files. */
export const filePaths = '/file/*'

/**
 * Serves `/file/{path}`. The address is a capability: no credential is checked. A file that does not exist and one whose
 * address was withdrawn get the same 404.
 */
export function createFileServer(files: FileSource): Router {
  const router = Router()
  router.use('/file', (_request, response, next) => {
    response.set({
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    })
    next()
  })
  router.get('/file/icon/member.png', async (_request, response) => {
    response
      .set('Cache-Control', `public, max-age=${publicMaxAge}`)
      .type('image/png')
      .send(await memberIcon())
  })
  router.get('/file/*path', async (request, response) => {
    const file = await files.find(request.path.slice('/file/'.length))
    if (file === undefined) notFound(response)
    else await send(file, request, response)
  })
  router.use('/file', (_request, response) => notFound(response))
  return router
}

/** Sends a file; answers range requests and conditional requests. */
async function send({ path, ext, isPublic }: ServedFile, request: Request, response: Response): Promise<void> {
  const type = inlineType(ext)
  response.set({
    'Content-Type': type ?? 'application/octet-stream',
    'Cache-Control': isPublic ? `public, max-age=${publicMaxAge}` : 'private, no-cache',
  })
  if (type === undefined) response.attachment()
  await new Promise<void>((resolve, reject) => {
    response.sendFile(path, { cacheControl: false, dotfiles: 'allow' }, (failure?: Error & { status?: number }) => {
      if (failure === undefined || response.headersSent || request.destroyed) resolve()
      else if (failure.status === 416) resolve(void response.status(416).end())
      else if (failure.status === 404) resolve(notFound(response))
      else reject(failure)
    })
  })
}

function notFound(response: Response): void {
  response.removeHeader('Content-Disposition')
  response.status(404).set('Cache-Control', 'no-store').type('text/plain').send('There is no such file.\n')
}

const memberIconSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="75" height="75"><rect width="75" height="75" fill="#e4e7eb"/>' +
  '<g fill="#52606d"><circle cx="37.5" cy="28" r="13"/><path d="M12 68a25.5 24 0 0 1 51 0z"/></g></svg>'

let memberIconPng: Promise<Buffer> | undefined

/** The default icon of members, as PNG of 75 by 75 pixels. */
function memberIcon(): Promise<Buffer> {
  memberIconPng ??= renderMemberIcon()
  return memberIconPng
}

/** Loads sharp on first use, since its libraries take memory and time. */
async function renderMemberIcon(): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  return sharp(Buffer.from(memberIconSvg)).png().toBuffer()
}
