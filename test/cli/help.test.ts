import { type Installation, install } from '../support/process.js'

/** Every command with all its arguments and options, and nothing else. */
const commands: Readonly<Record<string, readonly string[]>> = {
  '': ['-V, --version', '--config <file>'],
  init: ['dir', '--typescript', '--json'],
  serve: ['--methods <dir>', '--only', '--upstreams <path>', '--watch'],
  migrate: ['--json'],
  user: [],
  'user create': ['--username <name>', '--password <password>', '--realname <name>', '--lg <code>', '--json'],
  'user list': ['--json'],
  'user set-password': ['username', '--password <password>', '--json'],
  'user suspend': ['username', '--json'],
  'user restore': ['username', '--json'],
  'user close': ['username', '--json'],
  'user block': ['username', '--by <owner>', '--json'],
  'user unblock': ['username', '--by <owner>', '--json'],
  'user blocks': ['owner', '--json'],
  app: [],
  'app create': [
    '--name <name>',
    '--owner <username>',
    '--type <type>',
    '--callback <url>',
    '--website <url>',
    '--subtitle <text>',
    '--description <text>',
    '--services <list>',
    '--json',
  ],
  'app list': ['--json'],
  'app show': ['key', '--json'],
  'app set': [
    'key',
    '--name <name>',
    '--callback <url>',
    '--website <url>',
    '--lg <code>',
    '--subtitle <text>',
    '--description <text>',
    '--legacy-signatures <state>',
    '--sign-all <state>',
    '--addresses <list>',
    '--ambiguous-signatures <policy>',
    '--oauth-methods <list>',
    '--rsa-public-key <file>',
    '--verifier <policy>',
    '--body-hash <policy>',
    '--limit <limits>',
    '--services <list>',
    '--json',
  ],
  'app disable': ['key', '--json'],
  'app enable': ['key', '--json'],
  'app rotate-secret': ['key', '--json'],
  'app delete': ['key', '--yes', '--json'],
  token: [],
  'token create': ['--app <key>', '--user <username>', '--perm <kind=level>', '--json'],
  'token list': ['--app <key>', '--user <username>', '--json'],
  'token revoke': ['token', '--json'],
  maintenance: [],
  doctor: ['--upstreams <path>', '--json'],
  'maintenance on': ['--json'],
  'maintenance off': ['--json'],
  'maintenance status': ['--json'],
  methods: [],
  'methods list': ['--methods <dir>', '--only', '--upstreams <path>', '--json'],
  'methods show': ['method', '--methods <dir>', '--only', '--upstreams <path>', '--json'],
  audit: ['--since <time>', '--action <action>', '--json'],
  call: [
    'method',
    'parameters',
    '--over <protocol>',
    '--as <scheme>',
    '--oauth-method <method>',
    '--url <url>',
    '--format <format>',
    '--profile <name>',
    '--json',
  ],
  oauth: [],
  'oauth login': [
    '--url <url>',
    '--profile <name>',
    '--perm <kind=level>',
    '--oauth-method <method>',
    '--show-token',
    '--json',
  ],
  wsdl: ['--methods <dir>', '--only', '--upstreams <path>'],
  openapi: ['--methods <dir>', '--only', '--upstreams <path>'],
  upstream: [],
  'upstream check': ['names', '--upstreams <path>', '--json'],
  'upstream pull': ['names', '--upstreams <path>', '--json'],
  'upstream diff': ['names', '--upstreams <path>', '--json'],
  'upstream try': ['method', 'parameters', '--upstreams <path>', '--json'],
}

/** What a help text explains: commands, arguments and options, each with its explanation. */
interface Help {
  readonly commands: readonly string[]
  readonly explained: readonly (readonly [string, string])[]
}

/** Reads the sections of a help text; an explanation may go on over several lines. */
function readHelp(text: string): Help {
  const lines = text.split('\n')
  const section = (title: string) => {
    const start = lines.indexOf(`${title}:`)
    const end = lines.indexOf('', start)
    return start === -1 ? [] : lines.slice(start + 1, end).filter((line) => /^ {2}\S/.test(line))
  }
  const entry = (line: string) => {
    const [name = '', explanation = ''] = line.trim().split(/ {2,}/, 2)
    return [name, explanation] as const
  }
  return {
    commands: section('Commands').map((line) => entry(line)[0].split(' ', 1)[0] ?? ''),
    explained: [...section('Commands'), ...section('Arguments'), ...section('Options')].map(entry),
  }
}

let place: Installation
const helps = new Map<string, Help>()

/** Asks a command for its help, then the commands below it. */
async function explore(path: string): Promise<void> {
  const words = path.split(' ').filter((word) => word !== '')
  const { code, stdout, stderr } = await place.run([...words, '--help'])
  expect({ path, code, stderr }).toEqual({ path, code: 0, stderr: '' })
  const help = readHelp(stdout)
  helps.set(path, help)
  const below = help.commands.filter((name) => name !== 'help')
  await Promise.all(below.map((name) => explore([...words, name].join(' '))))
}

beforeAll(async () => {
  place = install()
  await explore('')
})
afterAll(() => place.remove())

test('lists every command', () => {
  expect([...helps.keys()].sort()).toEqual(Object.keys(commands).sort())
})

test.each(Object.entries(commands))('%s names every argument and option', (path, expected) => {
  const help = helps.get(path)
  const shown = help?.explained.map(([name]) => name) ?? []
  const below = new Set(help?.commands)
  const own = shown.filter((name) => !below.has(name.split(' ', 1)[0] ?? '') && name !== '-h, --help')
  expect(own.sort()).toEqual([...expected].sort())
})

test('explains everything that it names', () => {
  const bare = [...helps].flatMap(([path, help]) =>
    help.explained.filter(([, explanation]) => explanation === '').map(([name]) => `${path} ${name}`),
  )
  expect(bare).toEqual([])
})

test('tells the version of the package', async () => {
  const { version } = jest.requireActual<{ version: string }>('../../package.json')
  expect((await place.run(['--version'])).stdout).toBe(`${version}\n`)
})
