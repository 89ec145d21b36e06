import { parseCookie, stringifySetCookie } from 'cookie'
import type { Request, Response } from 'express'

/** The texts of flash messages, which a page shows once after an action. */
const texts = {
  revoked: (name: string) => `${name} can no longer act for you.`,
  blocked: (name: string) => `You have blocked ${name}.`,
  unblocked: (name: string) => `You no longer block ${name}.`,
} as const

/** The action that a notice reports. */
export type NoticeKind = keyof typeof texts

const cookieName = 'babelgate_done'
const flags = { name: cookieName, httpOnly: true, sameSite: 'lax' } as const

/**
 * Sets a notice, as a cookie of one minute, for the page that the browser is redirected to.
 *
 * @param base the path under which browsers see the pages (`PageSettings.basePath`)
 */
export function setNotice(res: Response, base: string, kind: NoticeKind, name: string): void {
  const cookie = { ...flags, path: pathBelow(base), value: `${kind}.${name}`, maxAge: 60 }
  res.append('Set-Cookie', stringifySetCookie(cookie))
}

/** Reads the notice and deletes its cookie; undefined if there is none. */
export function takeNotice(req: Request, res: Response, base: string): string | undefined {
  const value = parseCookie(req.headers.cookie ?? '')[cookieName]
  if (value === undefined) return undefined
  res.append('Set-Cookie', stringifySetCookie({ ...flags, path: pathBelow(base), value: '', maxAge: 0 }))
  const dot = value.indexOf('.')
  const kind = value.slice(0, dot)
  return isNoticeKind(kind) ? texts[kind](value.slice(dot + 1)) : undefined
}

/** The path of the pages that show notices. */
const pathBelow = (base: string) => `${base}/account`

function isNoticeKind(word: string): word is NoticeKind {
  return Object.hasOwn(texts, word)
}
