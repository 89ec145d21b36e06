import type { Request } from 'express'

/** Addresses that programs use, those of protocols to come included; one page lies among them. */
const programPaths = /^\/+(?:(?:api|rpc|services|soap|oauth2)(?:\/|$)|apps\/oauth\/(?!authorize\/?$)|.*\.json$)/

/** Whether a request comes from a program rather than from a person: by its address, or since it wants JSON and no page. */
export function isFromProgram(req: Request): boolean {
  if (programPaths.test(req.path)) return true
  const accepted = req.headers.accept ?? ''
  return /\bapplication\/(?:[\w.-]+\+)?json\b/i.test(accepted) && !/\btext\/html\b/i.test(accepted)
}
