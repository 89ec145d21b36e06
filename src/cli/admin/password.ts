import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { passwordProblem } from '../../identity/accounts/password.js'
import { RefusalError, UsageError } from '../output.js'

/** The flags and the explanation of the option `--password`; {@link passwordSource} takes its value. */
export const passwordOption = [
  '--password <password>',
  'password of at least 8 characters; - reads it from standard input (default: asks for it on the terminal)',
] as const

/**
 * Chooses the source of a new password: the option, standard input for `-`, or the terminal, where it is entered twice
 * without echo.
 *
 * @param option the value of `--password`
 * @returns a function that reads it; it throws UsageError for an invalid password, RefusalError if the two entries differ
 * @throws UsageError if there is neither an option nor a terminal
 */
export function passwordSource(option: string | undefined): () => Promise<string> {
  const { isTTY } = process.stdin
  if (option === undefined && !isTTY) {
    throw new UsageError(
      'There is no terminal to ask for the password; give --password - and write it to standard input',
    )
  }
  return async () => {
    const password = isTTY && (option ?? '-') === '-' ? await askTwice() : await given(option ?? '')
    const problem = passwordProblem(password)
    if (problem !== undefined) throw new UsageError(problem)
    return password
  }
}

async function given(option: string): Promise<string> {
  return option === '-' ? (await text(process.stdin)).replace(/\r?\n$/, '') : option
}

/** @throws RefusalError for an empty input, at Ctrl-C, and if the two entries differ */
async function askTwice(): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const input = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 })
  const lines = input[Symbol.asyncIterator]()
  input.once('SIGINT', () => input.close())
  const ask = async (prompt: string): Promise<string> => {
    process.stderr.write(prompt)
    const line = await lines.next()
    process.stderr.write('\n')
    if (line.done === true) throw new RefusalError('No password was typed; nothing was changed')
    return line.value
  }
  try {
    const password = await ask('Password: ')
    if ((await ask('Password again: ')) !== password) {
      throw new RefusalError('The two passwords differ; nothing was changed')
    }
    return password
  } finally {
    input.close()
  }
}
