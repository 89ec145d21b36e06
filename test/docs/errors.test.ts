import { readFileSync, writeFileSync } from 'node:fs'
import { ApiError } from '../../src/core/api-error.js'
import { type FaultName, faultTable } from '../../src/core/errors.js'
import { faults } from '../../src/dialects/ipernity/faults.js'
import { semanticStatus } from '../../src/transports/shared/http-status.js'

const path = 'docs/errors.md'

/** The error reference, made from the table; `npm run docs` writes it. */
function errorReference(): string {
  const names: readonly FaultName[] = Object.keys(faultTable).filter(isFaultName)
  const rows = names.map((name) => {
    const { code, title, label, meaning } = faults[name]
    const status = semanticStatus(new ApiError(name))
    return `| ${code} | ${title} | \`${label}\` | \`${name}\` | ${status} | ${meaning} |`
  })
  return `${introduction}\n\n| code | message | label | in code | status | what it means |\n| --- | --- | --- | --- | --- | --- |\n${rows.join('\n')}\n`
}

function isFaultName(name: string): name is FaultName {
  return name in faultTable
}

const introduction = `# Errors

This page is made from \`src/core/errors.ts\` and \`src/dialects/ipernity/faults.ts\` by \`npm run docs\`; a test keeps the two alike.

An error is an answer like any other: HTTP 200, with the code and a short message in the envelope.

\`\`\`json
{"api":{"status":"error","at":"1700000000","code":"103","message":"Method not found"}}
\`\`\`

Go by the code: messages may become clearer one day, codes stay. With \`HTTP_STATUS=semantic\` the same body comes with the
status of the table, and a method's own faults with 400.

In TypeScript a shared error has a name: \`apiError('key-invalid')\`. Codes 1 to 99 belong to the methods: the same number means different things in different methods, and
\`api.methods.get\` lists them. The codes below are shared by all of them.

When several things are wrong with a call, the first of this order is reported:

1. 501, and 113 for an address that is known to be over its limit
2. 124, then 121, 122 or 123, then 102, 103 and 120
3. 100, 101, 104, 105, 106, 107; for OAuth 123, 130, 131, 135, 101, 132, 107, 105
4. 111, then 108
5. 134, 133, 113, 112
6. 110, the parameters (1 to 99 or 123), 109, and whatever the method itself finds
7. 500, 502, 503 and 504`

test('the error reference says what the table says', () => {
  const expected = errorReference()
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, expected)
  expect(readFileSync(path, 'utf8')).toBe(expected)
})
