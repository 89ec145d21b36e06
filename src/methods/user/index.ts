import { getUser } from './get.js'

/** The methods about members. */
export const methods = [getUser]
