/** The target namespace of the WSDL, and so of typed requests and answers. */
export const typedNamespace = 'urn:babelgate:api'

/** The local name of the detail element of typed faults. */
export const faultName = 'fault'
