import type { Member } from '../../support/add-member.js'
import type { Environment, Json, Outcome } from '../../support/process.js'
import type { ServedMember } from '../../support/served-member.js'

/** Runs `babelgate call` with a profile in the environment, or another one. */
export interface CallCommand {
  /** The profile, as environment variables. */
  profile(): Environment
  run(args: readonly string[], env?: Environment): Promise<Outcome>
  /** Gives what a call with `--json` answers. */
  answered(args: readonly string[], env?: Environment): Promise<Json>
  /** Gives the code that a call with `--json` is refused with. */
  refusal(args: readonly string[], env?: Environment): Promise<string>
}

/** Makes the command for whoever is served once the tests run, with arguments that every call has. */
export function callCommand(
  served: () => ServedMember,
  tokens: (member: Member) => Environment,
  always: readonly string[] = [],
): CallCommand {
  const profile = () => ({ ...served().application, ...tokens(served().member) })
  const run: CallCommand['run'] = (args, env = profile()) => served().place.run(['call', ...args, ...always], { env })
  return {
    profile,
    run,
    async answered(args, env) {
      const { code, stdout, stderr } = await run([...args, '--json'], env)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      return JSON.parse(stdout)
    },
    async refusal(args, env) {
      const { code, stdout } = await run([...args, '--json'], env)
      expect(code).toBe(1)
      return JSON.parse(stdout).api.code
    },
  }
}
