export { checkTickets } from './check-tickets.js'
export { uploadFile } from './file.js'
