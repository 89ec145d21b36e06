import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { addMember, type Member } from '../support/add-member.js'
import { type Installation, install } from '../support/process.js'
import { runProgram } from '../support/program.js'

/** The examples: section, program, what it prints. */
const examples = [
  ...readFileSync('docs/api.md', 'utf8').matchAll(
    /^## ([^\n]+)\n(?:(?!^## )[\s\S])*?^```ts\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```/gm,
  ),
].map(([, section = '', program = '', output = '']) => ({ section, program, output }))

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
}

let place: Installation
let member: Member
beforeAll(async () => {
  place = install()
  member = await addMember(place)
})
afterAll(() => place.remove())

test('every section has an example', () => {
  const sections = [...readFileSync('docs/api.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, title]) => title)
  expect(examples.map(({ section }) => section)).toEqual(sections)
})

test.each(examples)('the example of "$section" prints what the page says', async ({ program, output }) => {
  const { outputText } = ts.transpileModule(program, { compilerOptions, fileName: 'program.mts' })
  const env = { DATA_DIR: place.dataDir, API_KEY: member.api_key, TOKEN: member.bearer_token }
  expect((await runProgram(outputText, { env })).stdout).toBe(output)
})

test('the examples compile under strict settings', () => {
  const folder = mkdtempSync(join(process.cwd(), 'test', 'tmp-'))
  try {
    const files = examples.map(({ program }, index) => {
      const file = join(folder, `example-${index}.mts`)
      writeFileSync(file, program)
      return file
    })
    const problems = ts.getPreEmitDiagnostics(ts.createProgram(files, compilerOptions))
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
