/** The environment, in which empty values count as absent. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A text of the file with the variables in place. */
export interface ExpandedText {
  readonly text: string
  /** The values that came from the environment. */
  readonly values: readonly string[]
}

const reference = /\$(?:\$|\{([^}]*)\}?)/g

const variable = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * Puts variables of the environment in the place of `${NAME}`, and `$` in that of `$$`. Any other `$` stays.
 *
 * @param text as the file has it
 * @param env undefined to leave the text as it is
 * @param write what a value becomes in the text
 * @throws TypeError with what is wrong and what to do, as a text that follows the subject
 */
export function expand(text: string, env: Environment | undefined, write: (value: string) => string): ExpandedText {
  if (env === undefined || !text.includes('$')) return { text, values: [] }
  const values: string[] = []
  const expanded = text.replace(reference, (match: string, name: string | undefined) => {
    if (match === '$$') return '$'
    if (name === undefined || !match.endsWith('}') || !variable.test(name)) {
      throw new TypeError('has a ${ without the name of a variable; write ${NAME}, or $${ for the text itself')
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined
    if (value === undefined || value === '') {
      throw new TypeError(`takes \${${name}}, which the environment does not set; set it`)
    }
    values.push(value)
    return write(value)
  })
  return { text: expanded, values }
}
