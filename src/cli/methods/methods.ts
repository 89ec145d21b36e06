import { Command } from 'commander'
import { faultTable } from '../../core/errors.js'
import type { MethodDescription } from '../../core/method-spec.js'
import { type JsonOption, print, RefusalError, table, UsageError } from '../output.js'
import { settingsOf } from '../settings.js'

interface MethodOptions extends JsonOption {
  readonly methods?: string
  readonly only?: boolean
}

/** `babelgate methods …` */
export function methodsCommand(): Command {
  return new Command('methods')
    .description('show what the gateway serves')
    .addCommand(
      withUpstreams(ownMethods(new Command('list')))
        .description('list all methods')
        .option('--json', 'print one array')
        .action(async (options: MethodOptions, command: Command) => {
          const facts = (await describedMethods(options, command)).map(summarize)
          const rows = facts.map((fact) => [fact.name, needsInWords(fact), fact.summary])
          print(options.json, facts, table(['method', 'needs', 'summary'], rows))
        }),
    )
    .addCommand(
      withUpstreams(ownMethods(new Command('show')))
        .description('show what a method takes, gives and refuses')
        .argument('<method>', 'name such as doc.get')
        .option('--json', 'print one object')
        .action(async (name: string, options: MethodOptions, command: Command) => {
          const method = (await describedMethods(options, command)).find((each) => each.name === name)
          if (method === undefined) throw new RefusalError(`There is no method ${name}; methods list shows all of them`)
          print(options.json, describe(method), describeInWords(method))
        }),
    )
}

/** Adds the options --methods and --only to a command, which throws UsageError for --only without --methods. */
export function ownMethods(command: Command): Command {
  return command
    .option('--methods <dir>', 'folder of modules whose exported methods are served too')
    .option('--only', 'leave all built-in methods out but auth.* and api.methods.*')
    .hook('preAction', (_command, action) => {
      const { methods, only } = action.opts<MethodOptions>()
      if (only === true && methods === undefined) throw new UsageError('--only needs --methods')
    })
}

/** Adds the option --upstreams to a command. */
export function withUpstreams(command: Command): Command {
  return command.option(
    '--upstreams <path>',
    'file or folder of the services behind the gateway (default: the setting UPSTREAMS)',
  )
}

/** @throws SettingsError if a setting is wrong, or a kind of permission, or a service */
async function describedMethods(options: MethodOptions, command: Command) {
  const { describeMethods } = await import('../../server/app/find-methods.js')
  return describeMethods(options, settingsOf(command))
}

function summarize({ name, summary, needs }: MethodDescription) {
  return {
    name,
    summary,
    key: needs.key !== false,
    signature: needs.signature === true,
    token: needs.token === true,
    post: needs.post === true,
    permissions: needs.permission ?? {},
  }
}

type Summary = ReturnType<typeof summarize>

function describe(method: MethodDescription) {
  return {
    ...summarize(method),
    notes: method.notes,
    parameters: method.params.specs.map(
      ({ fault: _fault, emptyClears: _emptyClears, listShape: _listShape, ...spec }) => spec,
    ),
    files: method.files,
    errors: method.errors,
    common_errors: Object.values(faultTable).map(({ code }) => code),
    result: method.result,
  }
}

function needsInWords({ key, signature, token, post, permissions }: Summary): string {
  const needs = [key && 'key', signature && 'signature', token && 'token', post && 'POST']
  const levels = Object.entries(permissions).map(([kind, level]) => `${kind}:${level}`)
  return [...needs.filter((need) => need !== false), ...levels].join(', ')
}

function describeInWords(method: MethodDescription): string[] {
  const parameters = method.params.specs.map(({ name, required, type, description }) => [
    name,
    required ? 'required' : 'optional',
    type ?? 'string',
    description ?? '',
  ])
  const files = method.files.map((name) => [name, 'required', 'file', ''])
  const faults = Object.entries(method.errors).map(([code, title]) => [code, title])
  return [
    method.name,
    method.summary,
    ...method.notes,
    `Needs: ${needsInWords(summarize(method)) || 'nothing'}`,
    '',
    ...table(['parameter', '', 'type', 'meaning'], [...parameters, ...files]),
    '',
    ...table(['code', 'fault'], faults),
  ]
}
