/**
 * The modules and what each may import (docs/architecture.md). Every rule forbids; what none forbids is allowed. Type
 * imports count like any other.
 */

/** npm packages, wherever their types live. */
const packages = (...names) => `(?:^|/)node_modules/(?:@types/)?(?:${names.join('|')})(?:/|-serve-static-core/|$)`

/** Modules that may import no other than those that they name. */
const modules = [
  {
    name: 'core-stands-alone',
    comment: 'core/ imports no other module.',
    module: 'core',
    imports: [],
  },
  {
    name: 'identity-imports-core-only',
    comment: 'Users, applications, tokens and consents are services behind ports; they know no page and no protocol.',
    module: 'identity',
    imports: ['core'],
  },
  {
    name: 'documents-import-core-only',
    comment: 'The library of documents knows no method that works on it, no page and no store.',
    module: 'documents',
    imports: ['core'],
  },
  {
    name: 'methods-know-no-protocol',
    comment: 'A method knows no protocol, no page and no store; it asks for services by ports.',
    module: 'methods',
    imports: ['core', 'identity', 'documents'],
  },
  {
    name: 'transports-know-no-method',
    comment: 'A transport turns bytes into calls; it knows no method, no dialect, no store and no page.',
    module: 'transports',
    imports: ['core', 'identity'],
  },
  {
    name: 'http-knows-transports-only',
    comment: 'The server hands exchanges to transports; it knows no method, no dialect and no store.',
    module: 'http',
    imports: ['core', 'transports'],
  },
  {
    name: 'operators-know-core-only',
    comment: 'What operators ask knows no protocol, no method and no store.',
    module: 'operators',
    imports: ['core', 'transports/shared'],
  },
  {
    name: 'dialects-know-no-transport',
    comment: 'A dialect is a table; to write envelopes it uses what all protocols share, and knows none of them.',
    module: 'dialects',
    imports: ['core', 'transports/shared'],
  },
  {
    name: 'stores-know-ports-only',
    comment: 'A store is the adapter of a port; it knows nobody who uses it.',
    module: 'stores',
    imports: ['core', 'identity/ports', 'documents/ports'],
  },
  {
    name: 'upstreams-know-core-only',
    comment: 'Services behind the gateway become methods; they know no protocol of its clients, no store and no page.',
    module: 'upstreams',
    imports: ['core', 'system'],
  },
  {
    name: 'config-imports-core-only',
    comment: 'Settings are read before anything is opened.',
    module: 'config',
    imports: ['core', 'system'],
  },
  {
    name: 'system-stands-alone',
    comment: 'system/ puts the reasons of the operating system in words.',
    module: 'system',
    imports: [],
  },
]

/** Libraries that have one home. */
const homes = [
  { library: packages('express'), name: 'express', home: '^src/web/' },
  { library: packages('prom-client'), name: 'prom-client', home: '^src/operators/metrics/' },
  { library: packages('@opentelemetry/[\\w-]+'), name: 'opentelemetry', home: '^src/operators/traces/' },
  { library: packages('ioredis'), name: 'ioredis', home: '^src/stores/redis/' },
  { library: packages('undici', 'oauth-1.0a'), name: 'http-client', home: '^src/upstreams/(?:client|openapi/pull)/' },
  { library: packages('kysely', 'pg', 'better-sqlite3'), name: 'sql', home: '^src/stores/sql/' },
]

/** Libraries that not every gateway needs, loaded by `import()` where they are used. */
const onDemand = packages('sharp', '@node-rs/argon2', 'file-type')

/** Modules with the drivers of servers, loaded by `import()` where the settings name such a server. */
const drivers =
  '^src/stores/(?:redis/(?:client|connection|invalidation-bus)|sql/engine/(?:explain-postgres|postgres))\\.ts$'

/** Modules of the HTTP client of services, which is loaded by `import()` where there are services. */
const httpClient = '^src/upstreams/client/(?!upstream-|addresses)'

/** Modules of Node.js that talk to a network, a disk or another process. */
const outside = '^(?:node:)?(?:http|https|http2|tls|dgram|fs|fs/promises|child_process|cluster|worker_threads|dns)$'

module.exports = {
  forbidden: [
    ...modules.map(({ name, comment, module, imports }) => ({
      name,
      comment,
      severity: 'error',
      from: { path: `^src/${module}/` },
      to: { path: '^src/', pathNot: `^src/(?:${[module, ...imports].join('|')})/` },
    })),
    {
      name: 'core-knows-no-library',
      comment: 'core/ knows no HTTP, SQL, Redis or XML. Schemas are all that it takes from outside.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '(?:^|/)node_modules/', pathNot: packages('zod', 'node') },
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
      from: { path: '^src/transports/(rest|soap|xmlrpc|oauth|local)/' },
      to: { path: '^src/transports/(?:rest|soap|xmlrpc|oauth|local)/', pathNot: '^src/transports/$1/' },
    },
    {
      name: 'pages-know-services-only',
      comment: 'Pages use services; they know no method and no store.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/(?:methods|stores|cli|server)' },
    },
    {
      name: 'composed-once',
      comment: 'server/ knows every module, so only the command line and the face of the package may import it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:cli/|index\\.ts|server/)' },
      to: { path: '^src/server/' },
    },
    {
      name: 'stores-open-first',
      comment: 'server/stores opens databases and folders for services.ts; it knows nothing that is built on them.',
      severity: 'error',
      from: { path: '^src/server/stores/' },
      to: { path: '^src/server/', pathNot: '^src/server/(?:stores|log)/' },
    },
    {
      name: 'log-knows-no-server',
      comment: 'Everything in server/ writes to the log, so the log imports nothing of it.',
      severity: 'error',
      from: { path: '^src/server/log/' },
      to: { path: '^src/server/', pathNot: '^src/server/log/' },
    },
    {
      name: 'app-without-server',
      comment:
        'server/app is a request handler that a host program can mount; only server/start and the command line listen.',
      severity: 'error',
      from: { path: '^src/(?:index\\.ts|server/)', pathNot: '^src/server/start/' },
      to: { path: '^src/server/start/' },
    },
    {
      name: 'commands-apart',
      comment:
        'Groups of commands share what is at the root of cli/. Only main.ts names all of them; serve has the options of methods.',
      severity: 'error',
      from: { path: '^src/cli/(admin|call|methods|serve)/' },
      to: { path: '^src/cli/(?:[^/]+/|main\\.ts)', pathNot: ['^src/cli/$1/', '^src/cli/methods/methods\\.ts$'] },
    },
    {
      name: 'dialects-named-once',
      comment: 'Which dialects are served stands in one file; the command line speaks the one that it calls with.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(?:dialects/|cli/|server/dialects\\.ts$)' },
      to: { path: '^src/dialects/' },
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
      name: 'libraries-on-demand',
      comment:
        'A library that not every gateway needs is loaded on first use, which keeps the start short and memory low.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: onDemand, dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'drivers-on-demand',
      comment: 'The driver of PostgreSQL or Redis is loaded only where the settings name such a server.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/stores/(?:redis|sql)/' },
      to: { path: drivers, dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'http-client-on-demand',
      comment: 'The HTTP client is loaded only where services stand behind the gateway.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/upstreams/(?:client|openapi/pull)/' },
      to: { path: httpClient, dynamic: false, dependencyTypesNot: ['type-only'] },
    },
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
