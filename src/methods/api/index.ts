export { getMethod, getMethodList } from './methods.js'
