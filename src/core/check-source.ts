import { isServiceName } from './allowed-services.js'
import { describeMethod, type MethodDescription } from './method-spec.js'

/**
 * Checks a source of methods that only allowed applications may call.
 *
 * @param name the name of the service, which `app set --services` lists
 * @throws TypeError that names the service, or a method that can be called without an application
 */
export function checkClosedSource(name: string, specs: readonly MethodDescription[]): void {
  if (!isServiceName(name)) {
    throw new TypeError(`the service ${name} must be named by letters, digits and underscores, and not none`)
  }
  const keyless = specs.find(({ needs }) => needs.key === false)
  if (keyless === undefined) return
  throw new TypeError(
    `${describeMethod(keyless)}: needs.key must not be false, since the service ${name} is closed: open it with access: everyone, or require a key`,
  )
}
