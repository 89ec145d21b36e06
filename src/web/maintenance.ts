import { type RequestHandler, Router } from 'express'
import { underMaintenance } from '../core/api-error.js'
import type { Maintenance } from '../core/ports/maintenance.js'
import { faviconPaths } from './favicon.js'
import { securityHeaders } from './security-headers.js'
import { styleSheetPath } from './style-sheet.js'

/** The paths that the maintenance page loads. */
const assets: ReadonlySet<string> = new Set([styleSheetPath, ...Object.values(faviconPaths)])

/** Middleware that answers all pages with 503 while maintenance is on. */
export function closedForMaintenance({ isOn }: Pick<Maintenance, 'isOn'>): RequestHandler {
  const closed = Router().use(...securityHeaders(), () => {
    throw underMaintenance()
  })
  return (req, res, next) => (isOn() && !assets.has(req.path) ? closed(req, res, next) : next())
}
