import { hash, verify } from '@node-rs/argon2'

/** Enough to slow guessing down beside the lockout; NIST SP 800-63B asks for no rules about the characters. */
const shortest = 8
/** A cap, so that nobody has the server hash megabytes. */
const longestBytes = 1024

/** Says what is wrong with a password that somebody wants to have; undefined where nothing is. */
export function passwordProblem(password: string): string | undefined {
  if ([...password].length < shortest) return `Choose a password of at least ${shortest} characters`
  if (isTooLong(password)) return `Choose a password of at most ${longestBytes} bytes`
  return undefined
}

/** The argon2id hash of a password in its standard text form, with the parameters that OWASP recommends. */
export function hashPassword(password: string): Promise<string> {
  return hash(composed(password))
}

/**
 * The hash of random bytes that nobody kept, made with the parameters of {@link hashPassword}. Unknown names are
 * checked against it, so that the time tells nothing about which accounts exist.
 */
export const hashOfNobody =
  '$argon2id$v=19$m=19456,t=2,p=1$5rO2Tx59gKowHCUE+Xhyyg$ppDQVZJMmNA6kLTRfbdjuWcePsGbeK8kMA5GYHcibDg'

/** Checks a password against the hash of an account; takes as long where there is no account. */
export async function checkPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const fits = await verify(passwordHash ?? hashOfNobody, isTooLong(password) ? '' : composed(password))
  return fits && passwordHash !== undefined
}

function isTooLong(password: string): boolean {
  return Buffer.byteLength(composed(password)) > longestBytes
}

/** Keyboards compose accents differently; the same password must come out of all of them. */
function composed(password: string): string {
  return password.normalize('NFKC')
}
