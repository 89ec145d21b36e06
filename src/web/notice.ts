import { parseCookie, stringifySetCookie } from 'cookie'
import type { Request, Response } from 'express'

/** What a page says once about what was just done. */
const sentences = {
  revoked: (name: string) => `${name} can no longer act for you.`,
  blocked: (name: string) => `You have blocked ${name}.`,
  unblocked: (name: string) => `You no longer block ${name}.`,
} as const

/** What was done. */
export type Deed = keyof typeof sentences

const cookieName = 'babelgate_done'
const flags = { name: cookieName, path: '/account', httpOnly: true, sameSite: 'lax' } as const

/** Leaves a notice for the page that the browser is sent to; one that is not fetched within a minute is lost. */
export function leaveNotice(res: Response, deed: Deed, name: string): void {
  res.append('Set-Cookie', stringifySetCookie({ ...flags, value: `${deed}.${name}`, maxAge: 60 }))
}

/** Takes the notice that was left; undefined where there is none. */
export function takeNotice(req: Request, res: Response): string | undefined {
  const value = parseCookie(req.headers.cookie ?? '')[cookieName]
  if (value === undefined) return undefined
  res.append('Set-Cookie', stringifySetCookie({ ...flags, value: '', maxAge: 0 }))
  const dot = value.indexOf('.')
  const deed = value.slice(0, dot)
  return isDeed(deed) ? sentences[deed](value.slice(dot + 1)) : undefined
}

function isDeed(word: string): word is Deed {
  return Object.hasOwn(sentences, word)
}
