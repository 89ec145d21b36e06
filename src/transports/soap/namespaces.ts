/** The namespace of the served WSDL: of the requests and answers of typed clients. */
export const typedNamespace = 'urn:babelgate:api'

/** The namespace of the one request that names its method inside. */
export const genericNamespace = 'urn:ipernity'

/** The local name of the element that the detail of a typed fault holds. */
export const faultName = 'fault'

/** The local names of the generic request and its answer. */
export const genericRequest = 'ipernityRequest'
export const genericResponse = 'ipernityResponse'
