export { getUser } from './get.js'
