/** The minimum length in characters, sufficient together with the lockout; NIST SP 800-63B advises against composition rules. */
const shortest = 8
/** The maximum length in bytes, which bounds the cost of hashing. */
const longestBytes = 1024

/** Validates a new password. @returns a sentence for users; undefined where it is acceptable */
export function passwordProblem(password: string): string | undefined {
  if ([...password].length < shortest) return `Choose a password of at least ${shortest} characters`
  if (isTooLong(password)) return `Choose a password of at most ${longestBytes} bytes`
  return undefined
}

/** Loads argon2 on first use, since most processes check no password. */
function loadArgon2() {
  return import('@node-rs/argon2')
}

/** The argon2id hash of a password in its standard text form, with the parameters that OWASP recommends. */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await loadArgon2()
  return hash(composed(password))
}

/**
 * A hash of discarded random bytes, made with the parameters of {@link hashPassword}. Passwords of unknown usernames are
 * checked against it, so that the response time does not reveal which accounts exist.
 */
export const dummyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$5rO2Tx59gKowHCUE+Xhyyg$ppDQVZJMmNA6kLTRfbdjuWcePsGbeK8kMA5GYHcibDg'

/** Verifies a password against the hash of an account, in the same time where there is no account. */
export async function checkPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const { verify } = await loadArgon2()
  const fits = await verify(passwordHash ?? dummyHash, isTooLong(password) ? '' : composed(password))
  return fits && passwordHash !== undefined
}

function isTooLong(password: string): boolean {
  return Buffer.byteLength(composed(password)) > longestBytes
}

/** Normalises a password (NFKC), since keyboards compose accents differently. */
function composed(password: string): string {
  return password.normalize('NFKC')
}
