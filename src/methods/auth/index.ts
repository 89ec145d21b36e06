export type { AuthServices } from './answer.js'
export { checkToken } from './check-token.js'
export { getFrob } from './get-frob.js'
export { getToken } from './get-token.js'
