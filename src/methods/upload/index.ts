import { checkTickets } from './check-tickets.js'
import { uploadFile } from './file.js'

/** The methods that take files in. */
export const methods = [uploadFile, checkTickets]
