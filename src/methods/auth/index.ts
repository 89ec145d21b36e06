import { checkToken } from './check-token.js'
import { getFrob } from './get-frob.js'
import { getToken } from './get-token.js'

export type { AuthServices } from './answer.js'

/** The methods by which applications get and check tokens. */
export const methods = [getFrob, getToken, checkToken]
