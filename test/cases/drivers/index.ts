import type { Driver } from './driver.js'
import { nativeDriver } from './native.js'
import { restDriver } from './rest.js'
import { genericSoapDriver, jsonOverSoapDriver, typedSoapDriver } from './soap.js'
import { jsonOverXmlRpcDriver, positionalDriver, structDriver } from './xmlrpc.js'

export type { Driver, Said, Sent, Trait } from './driver.js'

/** A client for every protocol in every style. */
export const drivers: readonly Driver[] = [
  restDriver('json'),
  restDriver('xml'),
  restDriver('php'),
  genericSoapDriver('1.1'),
  genericSoapDriver('1.2'),
  typedSoapDriver('1.1'),
  typedSoapDriver('1.2'),
  structDriver,
  positionalDriver,
  jsonOverSoapDriver,
  jsonOverXmlRpcDriver,
  nativeDriver,
]

/** Those of them that know old signatures. */
export const signingDrivers: readonly Driver[] = drivers.filter(({ traits }) => !traits.has('no-old-signatures'))
