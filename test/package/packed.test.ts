import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Conversation, converse } from '../support/conversation.js'
import { freePort } from '../support/free-port.js'
import { type PackedPackage, packPackage } from '../support/packed.js'
import { type Environment, type Installation, install, type Outcome } from '../support/process.js'

let packed: PackedPackage
let place: Installation
let running: Conversation[] = []
beforeAll(() => {
  packed = packPackage()
})
afterAll(() => packed.remove())
beforeEach(() => {
  place = install({ DEMO: undefined })
})
afterEach(async () => {
  for (const conversation of running) await conversation.end()
  running = []
  await place.remove()
})

/** Starts a command of a shell in the folder of the test, where the programs of installed packages are found. */
function start(command: string, env: Environment = {}): Conversation {
  const conversation = converse(place, ['sh', '-c', `export PATH="$PWD/node_modules/.bin:$PATH"; ${command}`], env)
  running.push(conversation)
  return conversation
}

async function run(command: string, env?: Environment): Promise<Outcome> {
  const conversation = start(command, env)
  conversation.hangUp()
  return conversation.ended()
}

/** An API key, made by the command line on the data folder of the test. */
async function newKey(): Promise<string> {
  await run("babelgate user create --username ada --password 'correct horse battery'")
  const { stdout, stderr } = await run('babelgate app create --name Mine --owner ada --json')
  expect(stderr).toBe('')
  return JSON.parse(stdout).api_key
}

async function greeting(url: string, key: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/my.greet?api_key=${key}&name=Ada`)
  return JSON.parse(await answer.text()).greeting
}

/** Nothing of ours may be wrong where a user's compiler looks into our declarations too. */
const strict = {
  target: 'es2023',
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  declaration: true,
  types: ['node'],
  outDir: 'built',
}

const allowed = [
  /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^bin\/babelgate\.js$/,
  /^docs\/(?:[\w-]+\.md|upstreams\.schema\.json)$/,
  /^dist\/(?:[\w-]+\/)*[\w-]+(?:\.js|\.d\.ts)$/,
  /^dist\/web\/views\/[\w-]+\.eta$/,
  /^dist\/web\/assets\/[\w-]+\.(?:css|svg)$/,
  /^dist\/stores\/redis\/lua\/[\w-]+\.lua$/,
]

test('the package holds what it needs and nothing else', async () => {
  expect(packed.files.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([])
  expect(packed.files).toEqual(
    expect.arrayContaining(['LICENSE', 'dist/index.d.ts', 'dist/web/assets/style.css', 'docs/operations.md']),
  )
  packed.installIn(place.folder)
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(await run('babelgate --version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})

/** The program of the README, under "In your own program". */
const [, program = ''] =
  /^## In your own program\n[\s\S]*?^```ts\n([\s\S]*?)^```/m.exec(readFileSync('README.md', 'utf8')) ?? []
/** The module of CONTRIBUTING for a folder of methods. */
const [, methodModule = ''] =
  /^```js methods\/greet\.mjs\n([\s\S]*?)^```/m.exec(readFileSync('CONTRIBUTING.md', 'utf8')) ?? []

describe('in a project that npm init has made', () => {
  beforeEach(async () => {
    packed.installIn(place.folder)
    expect((await run('npm init -y')).code).toBe(0)
  })

  test('the JSON Schema of upstreams.yaml is found by its name in the package', async () => {
    const program = "console.log(JSON.stringify(require('babelgate/upstreams.schema.json').properties.services.type))"
    expect(await run(`node -e "${program}"`)).toEqual({ code: 0, stdout: '"object"\n', stderr: '' })
  })

  test.each(['JavaScript', 'TypeScript'])('the program of the README serves, in %s', async (language) => {
    const key = await newKey()
    const port = await freePort()
    const text = program.replace('8080', String(port))
    if (language === 'JavaScript') writeFileSync(join(place.folder, 'server.mjs'), text)
    else {
      writeFileSync(join(place.folder, 'server.mts'), text)
      writeFileSync(join(place.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: strict }))
      expect(await run('tsc')).toEqual({ code: 0, stdout: '', stderr: '' })
    }
    const conversation = start(`exec node ${language === 'JavaScript' ? 'server.mjs' : 'built/server.mjs'}`)
    await conversation.heard(/(listening)/)
    expect(await greeting(`http://127.0.0.1:${port}`, key)).toBe('Hello Ada!')
  })

  test('the folder of CONTRIBUTING is served, with the key of the demo', async () => {
    mkdirSync(join(place.folder, 'methods'))
    writeFileSync(join(place.folder, 'methods', 'greet.mjs'), methodModule)
    const conversation = start('exec babelgate serve --methods methods')
    const key = await conversation.heard(/^ {2}api_key +(\S+)$/m)
    const url = await conversation.heard(/^listening on (\S+)$/m)
    expect(await greeting(url, key)).toBe('Hello Ada!')
  })

  test('a folder of TypeScript is served where Node.js loads it, and refused with a remedy elsewhere', async () => {
    mkdirSync(join(place.folder, 'methods'))
    writeFileSync(
      join(place.folder, 'methods', 'greet.mts'),
      methodModule.replace('params.name', 'params.name as string'),
    )
    const { code, stdout, stderr } = await run('babelgate methods list --methods methods --only --json')
    const loads = 'typescript' in process.features && process.features.typescript !== false
    if (loads) expect([code, JSON.parse(stdout).at(-1)]).toEqual([0, expect.objectContaining({ name: 'my.greet' })])
    else
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(
          /^babelgate: \S+greet\.mts cannot be loaded: Node\.js v\S+ does not load TypeScript; compile it first, [^\n]+\n$/,
        ),
      ])
  })

  test('a module that is read as CommonJS is refused with a remedy', async () => {
    mkdirSync(join(place.folder, 'methods'))
    writeFileSync(join(place.folder, 'package.json'), '{"type":"commonjs"}')
    writeFileSync(join(place.folder, 'methods', 'greet.js'), methodModule)
    const { code, stderr } = await run('babelgate methods list --methods methods')
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/read as CommonJS; name it \.mjs, or put "type": "module"/),
    ])
  })
})

describe('babelgate init', () => {
  /** Where the command is found before the project has it. */
  const babelgate = `node ${join(process.cwd(), 'bin', 'babelgate.js')}`

  test.each(['JavaScript', 'TypeScript'])(
    'writes a project that serves its method over every protocol, in %s',
    async (language) => {
      const option = language === 'TypeScript' ? ' --typescript' : ''
      const { code, stdout, stderr } = await run(`${babelgate} init 'My API'${option}`)
      expect([code, stderr]).toEqual([0, ''])
      expect(stdout).toMatch(/^ {2}cd 'My API'\n {2}npm install\n {2}npm start\n/m)
      const folder = join(place.folder, 'My API')
      packed.installIn(folder)
      const { name, scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      expect(name).toBe('my-api')
      const into = `cd 'My API'; export PATH="$PWD/node_modules/.bin:$PATH"`
      if (scripts.prestart !== undefined) expect((await run(`${into}; ${scripts.prestart}`)).code).toBe(0)
      const conversation = start(`${into}; exec ${scripts.start}`)
      const BABELGATE_API_KEY = await conversation.heard(/^ {2}api_key +(\S+)$/m)
      const BABELGATE_URL = await conversation.heard(/^listening on (\S+)$/m)
      expect(await greeting(BABELGATE_URL, BABELGATE_API_KEY)).toBe('Hello Ada!')
      for (const protocol of ['rest', 'soap', 'xmlrpc']) {
        const call = `${into}; babelgate call my.greet name=Ada --over ${protocol} --as key`
        const answer = await run(call, { BABELGATE_API_KEY, BABELGATE_URL })
        expect([protocol, answer]).toEqual([
          protocol,
          { code: 0, stdout: expect.stringContaining('Hello Ada!'), stderr: '' },
        ])
      }
    },
  )

  test('prints what it wrote as JSON', async () => {
    const { stdout } = await run(`${babelgate} init mine --json`)
    const files = ['package.json', 'methods/greet.js', 'README.md', '.gitignore']
    expect(JSON.parse(stdout)).toEqual({ folder: join(place.folder, 'mine'), files })
  })

  test.each([
    ['a folder that is not empty', 'mkdir mine; echo kept > mine/kept', /is not empty/],
    ['a file', 'echo kept > mine', /mine cannot be written: it is a file;/],
  ])('refuses %s and leaves it as it is', async (_what, before, complaint) => {
    const { code, stdout, stderr } = await run(`${before}; ${babelgate} init mine`)
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(complaint)])
    expect((await run('cat mine/kept 2>/dev/null || cat mine')).stdout).toBe('kept\n')
  })
})
