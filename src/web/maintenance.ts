import { type RequestHandler, Router } from 'express'
import { underMaintenance } from '../core/api-error.js'
import type { Maintenance } from '../core/ports/maintenance.js'
import { faviconPaths } from './favicon.js'
import { securityHeaders } from './security-headers.js'
import { styleSheetPath } from './style-sheet.js'

/** What the page that says so is made of. */
const open: ReadonlySet<string> = new Set([styleSheetPath, ...Object.values(faviconPaths)])

/** Lets nobody pass while the gateway is closed for maintenance. */
export function closedForMaintenance({ isOn }: Pick<Maintenance, 'isOn'>): RequestHandler {
  const closed = Router().use(...securityHeaders(), () => {
    throw underMaintenance()
  })
  return (req, res, next) => (isOn() && !open.has(req.path) ? closed(req, res, next) : next())
}
