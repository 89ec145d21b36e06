import { type RequestHandler, Router } from 'express'
import { underMaintenance } from '../core/api-error.js'
import type { Maintenance } from '../core/ports/maintenance.js'
import { securityHeaders } from './security-headers.js'
import { styleSheetPath } from './style-sheet.js'

/** Lets nobody pass while the gateway is closed for maintenance, but to the style sheet of the page that says so. */
export function closedForMaintenance({ isOn }: Pick<Maintenance, 'isOn'>): RequestHandler {
  const closed = Router().use(...securityHeaders(), () => {
    throw underMaintenance()
  })
  return (req, res, next) => (isOn() && req.path !== styleSheetPath ? closed(req, res, next) : next())
}
