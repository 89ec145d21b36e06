export { type ApiServices, getMethod, getMethodList } from './methods.js'
