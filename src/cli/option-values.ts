import { InvalidArgumentError } from 'commander'
import { compileAddressList } from '../core/address-list.js'
import { type AllowedServices, parseServices } from '../core/allowed-services.js'
import { parseLimits } from '../core/limits/limit.js'
import { languageProblem } from '../identity/accounts/language.js'
import { realnameProblem, usernameProblem } from '../identity/accounts/sign-up.js'
import { parseCallback } from '../identity/grants/callback.js'

/** Validates the value of an option. It throws InvalidArgumentError, which ends the command with a usage error. */
type ValueReader = (text: string) => string

/** Makes a validator for commander. @param problemOf gives the problem of a value; undefined for a valid one */
function checked(problemOf: (text: string) => string | undefined): ValueReader {
  return (text) => {
    const problem = problemOf(text)
    if (problem !== undefined) throw new InvalidArgumentError(problem)
    return text
  }
}

/** The message of a parser's error; undefined if it throws none. */
function parseProblem(parse: () => unknown): string | undefined {
  try {
    parse()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export const usernameValue = checked(usernameProblem)
export const realnameValue = checked(realnameProblem)
export const languageValue = checked(languageProblem)

/** A language code; empty for the default texts. */
export const textLanguageValue = checked((text) => (text === '' ? undefined : languageProblem(text)))

/** The name of an application. */
export const applicationNameValue = checked((text) =>
  text.trim() === '' || /\p{Cc}/u.test(text) ? 'Give a name on one line; users see it when they are asked.' : undefined,
)

/** A callback address that is safe to redirect to. */
export const callbackValue = checked((text) =>
  parseCallback(text) === undefined ? 'Give an address such as https://example.org/callback.' : undefined,
)

/** The address of a page. */
export const pageValue = checked((text) =>
  isWebAddress(text) ? undefined : 'Give an address such as https://example.org.',
)

/** The address of a gateway. */
export const gatewayValue = checked((text) =>
  isWebAddress(text) && new URL(text).search === '' && new URL(text).hash === ''
    ? undefined
    : 'Give an address such as http://127.0.0.1:8080.',
)

/** Comma-separated CIDR blocks; empty for any address. */
export const addressesValue = checked((text) =>
  parseProblem(() => compileAddressList(text.split(',').filter((block) => block.trim() !== ''))),
)

/** Comma-separated rate limits; empty for the default ones. */
export const limitsValue = checked((text) => parseProblem(() => parseLimits(text)))

/** Names of services, comma-separated; `*` for all, `none` for none. */
export function servicesValue(text: string): AllowedServices {
  try {
    return parseServices(text)
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
}

/** The name of a profile, which is used as a file name. */
export const profileValue = checked((text) =>
  /^[\w-][\w.-]*$/.test(text) ? undefined : 'Give letters, digits, dots, hyphens or underscores.',
)

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]/i.test(text) && !/[\s\x00-\x1f\x7f]/.test(text) && URL.canParse(text)
}
