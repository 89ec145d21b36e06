import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { babelgate, type Conversation, converse } from './conversation.js'
import { freePort } from './free-port.js'
import { type Environment, install, type Outcome } from './process.js'

/** What a page of the documentation says about serving the demo service. */
export interface ServicePage {
  /** The file of services. */
  readonly file: string
  /** The path that the page gives it. */
  readonly path: string
  /** Further files beside it, by their names. */
  readonly files?: Readonly<Record<string, string>>
  /** The commands that start the service and the gateway, one line each. */
  readonly commands: readonly string[]
}

/** A served page, whose programs run as they stand there but for the ports. */
export interface ServedPage {
  /** The key of the demo. */
  readonly key: string
  /** Runs a command of a shell, with what it reads from its input. */
  run(command: string, options?: { readonly input?: string; readonly env?: Environment }): Promise<Outcome>
  stop(): Promise<void>
}

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
const program = babelgate.map((word) => `'${word}'`).join(' ')

/** npm and npx as pages use them: the scripts of package.json, without a new build. */
const shell = `npm() {
  case "$*" in
    ci) ;;
    'run demo:service') exec ${scripts['demo:service']} ;;
    'start --'*) shift 2; exec ${program} serve "$@" ;;
    *) return 1 ;;
  esac
}
npx() { shift; ${program} "$@"; }
`

/** The blocks of a text in a language. */
export function blocksIn(text: string, language: string): readonly string[] {
  const block = new RegExp(`^\`\`\`${language}\\b.*\\n([\\s\\S]*?)^\`\`\``, 'gm')
  return [...text.matchAll(block)].map(([, content = '']) => content)
}

/** Starts the demo service and the gateway as a page says. */
export async function servePage({
  file,
  path,
  files = {},
  commands: [startService = '', startGateway = ''],
}: ServicePage) {
  const installation = install({ DEMO: undefined })
  const place = { folder: process.cwd(), env: installation.env }
  const [service, gateway] = [await freePort(), await freePort()]
  const copy = join(installation.folder, 'upstreams.yaml')
  for (const [name, text] of Object.entries({ ...files, 'upstreams.yaml': file })) {
    writeFileSync(join(installation.folder, name), text.replace(':9090', `:${service}`))
  }
  const here = (text: string) => text.replaceAll(':8080', `:${gateway}`).replaceAll(path, copy)
  const running: Conversation[] = []
  const start = (command: string, env: Environment = {}) => {
    const conversation = converse(place, ['sh', '-ec', shell + here(command)], env)
    running.push(conversation)
    return conversation
  }
  await start(startService, { PORT: String(service) }).heard(/(orders service on)/)
  const served = start(startGateway, { PORT: String(gateway) })
  const key = await served.heard(/^ {2}export KEY=(\S+)/m)
  await served.heard(/^(listening on) \S+$/m)
  const page: ServedPage = {
    key,
    async run(command, { input, env } = {}) {
      const conversation = start(command, env)
      if (input !== undefined) conversation.say(here(input))
      conversation.hangUp()
      return conversation.ended()
    },
    async stop() {
      for (const conversation of running) await conversation.end()
      await installation.remove()
    },
  }
  return page
}
