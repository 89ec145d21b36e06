import { echo } from './echo.js'
import { hello } from './hello.js'

/** The methods for trying out a connection. */
export const methods = [echo, hello]
