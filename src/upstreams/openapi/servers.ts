import { itemsOf, membersOf, objectOf, textOf } from './raw.js'

/** The addresses of a `servers` list (OpenAPI 3.1, "Server Object"), with the defaults of their variables. */
export function serverAddresses(servers: unknown): readonly string[] {
  return itemsOf(servers).flatMap((value) => {
    const { url, variables } = objectOf(value)
    const address = textOf(url)
    return address === undefined ? [] : [filled(address, variables).replace(/\/$/, '')]
  })
}

function filled(address: string, variables: unknown): string {
  return membersOf(variables).reduce((text, [name, value]) => {
    const { default: initial } = objectOf(value)
    return text.replaceAll(`{${name}}`, typeof initial === 'string' ? initial : String(initial ?? ''))
  }, address)
}
