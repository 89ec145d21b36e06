export { echo } from './echo.js'
export { hello } from './hello.js'
