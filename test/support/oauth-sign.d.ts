/** The part of oauth-sign that tests use; the package comes without types. */
declare module 'oauth-sign' {
  /** @param secrets consumer and token secret; for RSA-SHA1 the private key */
  export function sign(
    method: string,
    verb: string,
    baseUri: string,
    parameters: object,
    ...secrets: readonly string[]
  ): string
}
