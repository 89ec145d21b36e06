import { caseSuite } from '../cases/case-suite.js'
import { mirror } from './mirror.js'
import { mirrorDrivers } from './mirror-drivers.js'

caseSuite(mirrorDrivers, mirror, [mirror])
