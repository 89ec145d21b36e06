import fc from 'fast-check'
import type { CallLine } from '../../../src/core/ports/call-log.js'
import { formatCallLine } from '../../../src/server/log/format-call-line.js'
import type { Sent } from '../../../src/transports/request-log.js'

const text = fc.string({ unit: 'binary' })
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })

const lines: fc.Arbitrary<CallLine> = fc.record({
  id: fc.constant('1f00ba5e-z1.2'),
  protocol: fc.constantFrom('rest', 'soap', 'xmlrpc', 'oauth', 'local'),
  dialect: fc.constantFrom('ipernity', 'native'),
  address: text,
  method: maybe(text),
  app: maybe(text),
  user: maybe(text),
  scheme: maybe(fc.constantFrom('none', 'key', 'api-sig', 'bearer', 'oauth1', 'oauth1/HMAC-SHA1')),
  code: fc.integer({ min: 0, max: 599 }),
  reason: maybe(text),
  ms: fc.integer({ min: 0, max: 30_000_000 }).map((micros) => micros / 1000),
  service: maybe(text),
  upstreamMs: fc.integer({ min: 0, max: 30_000_000 }).map((micros) => micros / 1000),
  ambiguous: maybe(fc.constant(true as const)),
})
const replies: fc.Arbitrary<Sent | undefined> = maybe(
  fc.record({ status: fc.integer({ min: 100, max: 599 }), bytes: fc.nat() }),
)

test('the line of a call is that of JSON.stringify, whatever clients send', () => {
  fc.assert(
    fc.property(lines, replies, (line, sent) => {
      const expected = `${JSON.stringify({ level: 30, time: '2026-01-02T03:04:05.678Z', ...inOrder(line), ...sent, msg: 'call' })}\n`
      expect(formatCallLine(30, '2026-01-02T03:04:05.678Z', line, sent)).toBe(expected)
    }),
  )
})

test('texts that come again are written alike', () => {
  const names = ['test.echo', 'test\\n.echo', 'test\n.echo', 'tést.echo', '']
  // More names than are kept come between.
  const others = Array.from({ length: 1500 }, (_, index) => `other.${index}`)
  for (const method of [...names, ...names, ...others, ...names]) {
    expect(JSON.parse(formatCallLine(30, '', { ...answered, method }, undefined))).toMatchObject({ method })
  }
})

const answered: CallLine = {
  id: '1f00ba5e-z1',
  protocol: 'rest',
  dialect: 'ipernity',
  address: '192.0.2.1',
  method: undefined,
  app: undefined,
  user: undefined,
  scheme: 'none',
  code: 0,
  reason: undefined,
  ms: 0.001,
  service: undefined,
  upstreamMs: undefined,
  ambiguous: undefined,
}

/** The members in the order of the log. */
function inOrder(line: CallLine) {
  const { id, protocol, dialect, address, method, app, user, scheme, code, reason, ms, service, ambiguous } = line
  const upstream_ms = service === undefined ? undefined : line.upstreamMs
  return {
    ...{ id, protocol, dialect, address, method, app, user, scheme, code, reason, ms, service, upstream_ms, ambiguous },
  }
}
