/** The namespace of the served WSDL: of the requests and answers of typed clients. */
export const typedNamespace = 'urn:babelgate:api'

/** The local name of the element that the detail of a typed fault holds. */
export const faultName = 'fault'
