/** The part of strong-soap that tests use; the package comes without types. */
declare module 'strong-soap' {
  export const soap: {
    createClient(url: string, options: object, done: (error: unknown, client: object) => void): void
  }
}
