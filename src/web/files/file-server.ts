import { type Request, type Response, Router } from 'express'
import type { FileSource, ServedFile } from '../../core/ports/file-source.js'
import { shownType } from './content-types.js'
import { memberIcon } from './member-icon.js'

/** How long caches may keep what everybody may see, in seconds; its address changes when that changes. */
const publicAge = 30 * 24 * 60 * 60

/** The paths of files, as a pattern of routes. */
export const filePaths = '/file/*'

/**
 * Serves `/file/{path}`: pictures and files to whoever knows their address, and nothing else. What does not exist
 * and what may no longer be seen look the same.
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
      .set('Cache-Control', `public, max-age=${publicAge}`)
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

/** Sends a file, or the part of it that was asked for, or that it has not changed. */
async function send({ path, ext, isPublic }: ServedFile, request: Request, response: Response): Promise<void> {
  const type = shownType(ext)
  response.set({
    'Content-Type': type ?? 'application/octet-stream',
    'Cache-Control': isPublic ? `public, max-age=${publicAge}` : 'private, no-cache',
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
