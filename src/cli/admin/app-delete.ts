import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import type { Application } from '../../core/ports/app-store.js'
import { operator } from '../../server/operator.js'
import { type JsonOption, print, RefusalError, UsageError } from '../output.js'
import { withServices } from '../settings.js'
import { found } from './applications.js'

interface DeleteOptions extends JsonOption {
  readonly yes?: boolean
}

/** `babelgate app delete` */
export function deleteCommand(): Command {
  return new Command('delete')
    .description('delete an application with its tokens and consents; it cannot be undone, as disable can')
    .argument('<key>', 'api_key of the application')
    .option('--yes', 'delete without asking; needed where there is no terminal')
    .option('--json', 'print {"api_key", "deleted": true, "tokens"}, with the number of tokens that ended')
    .action((key: string, { yes, json }: DeleteOptions, command: Command) => {
      if (yes !== true && !process.stdin.isTTY) {
        throw new UsageError('There is no terminal to ask whether to delete the application; add --yes')
      }
      return withServices(command, async ({ apps }) => {
        const app = found(key, await apps.find(key))
        if (yes !== true) await confirm(app)
        const tokens = found(key, await apps.delete(key, operator()))
        const ended = tokens === 1 ? '1 token has ended' : `${tokens} tokens have ended`
        print(json, { api_key: key, deleted: true, tokens }, [`Deleted ${app.name}; ${ended}.`])
      })
    })
}

/** Asks for confirmation on the terminal. @throws RefusalError for any other answer than `yes` */
async function confirm({ name, key }: Application): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const ended = new AbortController()
  terminal.once('close', () => ended.abort())
  try {
    const question = `Delete the application ${name} (${key}) with its tokens and consents, for ever? Type yes: `
    const answer = await terminal.question(question, { signal: ended.signal }).catch(() => '')
    if (answer.trim().toLowerCase() !== 'yes') throw new RefusalError('Nothing was deleted')
  } finally {
    terminal.close()
  }
}
