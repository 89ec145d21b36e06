/**
 * The rooms of the house and the doors between them (docs/architecture.md). Every rule forbids; what none forbids
 * is allowed. Type imports count like any other.
 */

/** npm packages, wherever their types live. */
const packages = (...names) => `(?:^|/)node_modules/(?:@types/)?(?:${names.join('|')})(?:/|-serve-static-core/|$)`

/** Rooms that may know no other than those that they name. */
const rooms = [
  {
    name: 'core-stands-alone',
    comment: 'core/ imports no other room.',
    room: 'core',
    knows: [],
  },
  {
    name: 'methods-know-core-only',
    comment: 'A method knows no protocol, no page and no store; it asks for services by methods/ports.',
    room: 'methods',
    knows: ['core'],
  },
  {
    name: 'transports-know-no-method',
    comment: 'A transport turns bytes into calls; it knows no method, no store and no page.',
    room: 'transports',
    knows: ['core', 'dialects'],
  },
  {
    name: 'operators-know-core-only',
    comment: 'What operators ask knows no protocol, no method and no store.',
    room: 'operators',
    knows: ['core', 'transports/shared'],
  },
  {
    name: 'dialects-know-core-only',
    comment: 'A dialect is a table.',
    room: 'dialects',
    knows: ['core'],
  },
  {
    name: 'stores-know-ports-only',
    comment: 'A store fills ports; it knows nobody who uses it.',
    room: 'stores',
    knows: ['core', 'methods/ports'],
  },
]

/** Libraries that have one home. */
const homes = [
  { library: packages('express'), name: 'express', home: '^src/web/' },
  { library: packages('prom-client'), name: 'prom-client', home: '^src/operators/metrics/' },
  { library: packages('@opentelemetry/[\\w-]+'), name: 'opentelemetry', home: '^src/operators/traces/' },
  { library: packages('ioredis'), name: 'ioredis', home: '^src/stores/redis/' },
  { library: packages('kysely', 'pg', 'better-sqlite3'), name: 'sql', home: '^src/stores/sql/' },
]

/** Modules of Node.js that talk to a network, a disk or another process. */
const outside = '^(?:node:)?(?:http|https|http2|tls|dgram|fs|fs/promises|child_process|cluster|worker_threads|dns)$'

module.exports = {
  forbidden: [
    ...rooms.map(({ name, comment, room, knows }) => ({
      name,
      comment,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^src/', pathNot: `^src/(?:${[room, ...knows].join('|')})/` },
    })),
    {
      name: 'core-knows-no-library',
      comment:
        'core/ knows no HTTP, SQL, Redis or XML. Schemas and password hashing are all that it takes from outside.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '(?:^|/)node_modules/', pathNot: packages('zod', '@node-rs/argon2', 'node') },
    },
    {
      name: 'core-stays-inside',
      comment: 'core/ opens no socket, no file and no process.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: outside, dependencyTypes: ['core'] },
    },
    {
      name: 'methods-know-no-http',
      comment: 'A method does not know that calls come by HTTP.',
      severity: 'error',
      from: { path: '^src/methods/' },
      to: { path: outside.replace('fs|fs/promises|', ''), dependencyTypes: ['core'] },
    },
    {
      name: 'protocols-apart',
      comment: 'What two protocols share lies in transports/shared.',
      severity: 'error',
      from: { path: '^src/transports/(rest|soap|xmlrpc|oauth1)/' },
      to: { path: '^src/transports/(?:rest|soap|xmlrpc|oauth1)/', pathNot: '^src/transports/$1/' },
    },
    {
      name: 'pages-know-services-only',
      comment: 'Pages use the services of core/; they know no method and no store.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/(?:methods|stores|cli|compose)' },
    },
    {
      name: 'composed-once',
      comment: 'compose/ knows every room, so only the command line and the face of the package may know it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:cli/|index\\.ts|create-gateway\\.ts|compose/)' },
      to: { path: '^src/compose/' },
    },
    {
      name: 'nobody-imports-the-command-line',
      comment: 'cli/ is where everything starts.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    ...homes.map(({ library, name, home }) => ({
      name: `${name}-at-home`,
      comment: `${name} is used in ${home.slice(1)} only, its types included.`,
      severity: 'error',
      from: { path: '^src/', pathNot: home },
      to: { path: library },
    })),
    {
      name: 'no-circles',
      comment: 'Imports point one way.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-tools-at-run-time',
      comment: 'The source runs without the development dependencies; their types do not run.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-unknown',
      comment: 'Every import can be found.',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
    exclude: { path: '^dist/' },
  },
}
