import { InvalidArgumentError } from 'commander'
import { compileAddressList } from '../core/address-list.js'
import { parseLimits } from '../core/limits/limit.js'
import { languageProblem } from '../identity/accounts/language.js'
import { realnameProblem, usernameProblem } from '../identity/accounts/sign-up.js'
import { parseCallback } from '../identity/grants/callback.js'

/** Reads the value of an option: gives it as it is, or ends the command with a usage error. */
type ValueReader = (text: string) => string

/** Makes a reader for commander. @param problemOf says what is wrong with a value, undefined where nothing is */
function checked(problemOf: (text: string) => string | undefined): ValueReader {
  return (text) => {
    const problem = problemOf(text)
    if (problem !== undefined) throw new InvalidArgumentError(problem)
    return text
  }
}

/** What a parser that throws says about a text; undefined where it reads it. */
function complaint(parse: () => unknown): string | undefined {
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

/** A language, or nothing for all others. */
export const textLanguageValue = checked((text) => (text === '' ? undefined : languageProblem(text)))

/** The name of an application. */
export const applicationNameValue = checked((text) =>
  text.trim() === '' || /\p{Cc}/u.test(text) ? 'Give a name on one line; users see it when they are asked.' : undefined,
)

/** An address that users can safely be sent to. */
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

/** CIDR blocks with commas between them; empty for any. */
export const addressesValue = checked((text) =>
  complaint(() => compileAddressList(text.split(',').filter((block) => block.trim() !== ''))),
)

/** Limits with commas between them; empty for the usual ones. */
export const limitsValue = checked((text) => complaint(() => parseLimits(text)))

/** The name of a profile, which is the name of a file. */
export const profileValue = checked((text) =>
  /^[\w-][\w.-]*$/.test(text) ? undefined : 'Give letters, digits, dots, hyphens or underscores.',
)

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]/i.test(text) && !/[\s\x00-\x1f\x7f]/.test(text) && URL.canParse(text)
}
