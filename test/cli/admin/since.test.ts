import { parseSince } from '../../../src/cli/admin/audit.js'

const now = 1_800_000_000

test.each([
  ['30m', now - 1800],
  ['2h', now - 7200],
  ['7d', now - 604_800],
  ['2026-01-31', Date.UTC(2026, 0, 31) / 1000],
  ['2026-01-31T12:30', Date.UTC(2026, 0, 31, 12, 30) / 1000],
  ['2026-01-31T12:30:15Z', Date.UTC(2026, 0, 31, 12, 30, 15) / 1000],
  ['2026-01-31T12:30+02:00', Date.UTC(2026, 0, 31, 10, 30) / 1000],
])('%s is understood', (text, expected) => expect(parseSince(text, now)).toBe(expected))

test.each([
  '',
  'yesterday',
  '2',
  '2w',
  '-2h',
  '2026-13-01',
  '2026-02-30',
  '2026-04-31',
  '2026-01',
  '2026-01-31 12:00',
  '1e3h',
])('%p is not', (text) => expect(() => parseSince(text, now)).toThrow('give a time span'))
