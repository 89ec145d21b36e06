import { Command } from 'commander'
import type { Pair } from '../../core/pair.js'
import type { TriedCall } from '../../server/upstreams/try-method.js'
import { type JsonOption, print, RefusalError, UsageError } from '../output.js'
import { chooseServices } from './chosen-services.js'

/** `babelgate upstream try` */
export function tryCommand(): Command {
  return new Command('try')
    .description('call a method of a service once, and show the request, the answer and the result; secrets are masked')
    .argument('<method>', 'name of a method, such as orders.get')
    .argument('[parameters...]', 'name=value; a list or an object as JSON')
    .option('--upstreams <path>', 'file or folder of the services behind the gateway (default: the setting UPSTREAMS)')
    .option('--json', 'print {"method", "ms", "exchanges": [{"request", "response"}], "result" or "error"}')
    .addHelpText(
      'after',
      '\nThe call is a real one: a method that changes something changes it. It needs no running gateway, no key and no\n' +
        'permission. Each try is shown. Exits with 1 where there is no result.',
    )
    .action(async (method: string, words: readonly string[], { json }: JsonOption, command: Command) => {
      const pairs = words.map(parseWord)
      const { file, services, names } = await chooseServices([method.split('.', 1)[0] ?? ''], command)
      const { tryMethod } = await import('../../server/upstreams/try-method.js')
      const [service] = services
      const tried = service && (await tryMethod(service, { method, pairs, names, secrets: file.secrets }))
      if (tried === undefined) throw new RefusalError(`There is no method ${method}`)
      print(json, tried, linesOf(tried))
      if (tried.error !== undefined) process.exitCode = 1
    })
}

/** Reads `name=value`. @throws UsageError */
function parseWord(word: string): Pair {
  const at = word.indexOf('=')
  if (at < 1) throw new UsageError(`${word} is no parameter; write name=value`)
  return [word.slice(0, at), word.slice(at + 1)]
}

function linesOf({ exchanges, result, error, ms }: TriedCall): readonly string[] {
  const messages = exchanges.flatMap(({ request, response }) => [
    ...quoted('>', request),
    ...(response === undefined ? ['< (no answer)'] : quoted('<', response)),
    '',
  ])
  const outcome = error === undefined ? JSON.stringify(result, null, 2) : textOf(error)
  return [...messages, `${error === undefined ? 'result' : 'error'} after ${ms} ms:`, outcome]
}

function quoted(mark: string, { head, body }: TriedCall['exchanges'][number]['request']): readonly string[] {
  const lines = [...head.split('\n'), ...(body === '' ? [] : ['', ...body.split('\n')])]
  return lines.map((line) => `${mark} ${line}`.trimEnd())
}

function textOf({ code, title, detail, reason }: NonNullable<TriedCall['error']>): string {
  return [`${code} ${title}`, detail, `(${reason})`].filter((part) => part !== undefined).join('; ')
}
