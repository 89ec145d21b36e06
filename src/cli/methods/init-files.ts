/** The properties of a new project. */
export interface NewProject {
  readonly name: string
  /** The version range or path of its dependency on this package. */
  readonly dependency: string
  readonly typescript: boolean
}

/** The files of a new project: path → text. */
export function projectFiles(project: NewProject): Readonly<Record<string, string>> {
  return {
    'package.json': json(manifest(project)),
    ...(project.typescript ? { 'tsconfig.json': json(compilerSettings) } : {}),
    [`methods/greet.${project.typescript ? 'ts' : 'js'}`]: greet,
    'README.md': readme(project),
    '.gitignore': ['node_modules', 'data', ...(project.typescript ? ['dist'] : [])]
      .map((name) => `${name}/\n`)
      .join(''),
  }
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

function manifest({ name, dependency, typescript }: NewProject) {
  const serve = `babelgate serve --methods ${typescript ? 'dist' : 'methods'}`
  return {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    scripts: typescript ? { prestart: 'tsc', start: serve } : { start: serve },
    dependencies: { babelgate: dependency },
    // Its install script downloads the binary for this Node.js, or compiles it.
    allowScripts: { 'better-sqlite3': true },
    ...(typescript ? { devDependencies: { '@types/node': '^20.19.0', typescript: '^6.0.0' } } : {}),
  }
}

const compilerSettings = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    types: ['node'],
    rootDir: 'methods',
    outDir: 'dist',
  },
  include: ['methods'],
}

/** The example method, valid as JavaScript and as TypeScript. */
const greet = `import { defineMethod, text, z } from 'babelgate'

export const greet = defineMethod()({
  name: 'my.greet',
  summary: 'Greet somebody by name',
  params: z.object({ name: text({ fault: { missing: 1 }, description: 'Who is greeted' }) }),
  result: z.object({ greeting: z.string() }),
  errors: { 1: 'Name missing' },
  run: ({ params }) => ({ greeting: \`Hello \${params.name}!\` }),
})
`

const readme = ({ name, typescript }: NewProject) => `# ${name}

Methods of an API in \`methods/\`, served by Babelgate over REST, SOAP and XML-RPC.

\`\`\`sh
npm install
npm start
curl "http://127.0.0.1:8080/api/my.greet?api_key=KEY&name=Ada"
\`\`\`

KEY is the \`api_key\` that the first start prints. Another one comes from:

\`\`\`sh
npx babelgate user create --username ada --password 'correct horse battery'
npx babelgate app create --name Mine --owner ada
\`\`\`

A new method is a file in \`methods/\` that exports what \`defineMethod\` gives; \`npm start\` again serves it${typescript ? ', after it has compiled\nthe files to `dist/`' : ''}. \`npx babelgate methods list --methods ${typescript ? 'dist' : 'methods'}\` shows all of them.
`
