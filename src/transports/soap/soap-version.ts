/** The differences between the two versions of SOAP. */
export interface SoapVersion {
  /** The namespace of the envelope, which determines the version. */
  readonly namespace: string
  readonly contentType: string
  /** The attribute that addresses a header, and the values that address the gateway. */
  readonly role: string
  readonly ownRoles: ReadonlySet<string>
  /** The fault codes by responsible party, with their HTTP status. */
  readonly sender: { readonly word: string; readonly status: number }
  readonly receiver: { readonly word: string; readonly status: number }
}

/** SOAP 1.1, as profiled by WS-I Basic Profile. */
export const soap11: SoapVersion = {
  namespace: 'http://schemas.xmlsoap.org/soap/envelope/',
  contentType: 'text/xml; charset=utf-8',
  role: 'actor',
  ownRoles: new Set(['', 'http://schemas.xmlsoap.org/soap/actor/next']),
  sender: { word: 'Client', status: 500 },
  receiver: { word: 'Server', status: 500 },
}

/** SOAP 1.2 (statuses: part 2, table 20). */
export const soap12: SoapVersion = {
  namespace: 'http://www.w3.org/2003/05/soap-envelope',
  contentType: 'application/soap+xml; charset=utf-8',
  role: 'role',
  ownRoles: new Set([
    '',
    'http://www.w3.org/2003/05/soap-envelope/role/next',
    'http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver',
  ]),
  sender: { word: 'Sender', status: 400 },
  receiver: { word: 'Receiver', status: 500 },
}

/** The version of an envelope, undefined for any other namespace. */
export function versionOfNamespace(namespace: string): SoapVersion | undefined {
  if (namespace === soap11.namespace) return soap11
  return namespace === soap12.namespace ? soap12 : undefined
}

/** The version of a media type; 1.1 by default. */
export function versionOfType(mediaType: string): SoapVersion {
  return mediaType === 'application/soap+xml' ? soap12 : soap11
}
