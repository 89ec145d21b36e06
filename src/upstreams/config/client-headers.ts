/** Headers that belong to the connection or to the client. */
const connectionHeaders: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'content-type', 'transfer-encoding', 'connection', 'keep-alive', 'te', 'trailer'],
  ...['upgrade', 'expect', 'x-request-id', 'traceparent'],
])

/** Whether a header, named in lower case, is the client's own, so that the file cannot set it. */
export function isClientHeader(name: string): boolean {
  return connectionHeaders.has(name) || name.startsWith('proxy-')
}
