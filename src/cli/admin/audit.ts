import { Command, Option } from 'commander'
import { type AuditAction, auditActions } from '../../core/ports/audit-log.js'
import { seconds, systemClock } from '../../core/ports/clock.js'
import { type JsonOption, print, table, UsageError } from '../output.js'
import { withServices } from '../settings.js'

interface AuditOptions extends JsonOption {
  readonly since: string
  readonly action?: AuditAction
}

/** `babelgate audit` */
export function auditCommand(): Command {
  return new Command('audit')
    .description('tell who did what to users, applications, tokens, consents, block lists and the gateway; newest last')
    .requiredOption(
      '--since <time>',
      'how far back: 30m, 2h, 7d, or a date such as 2026-01-31 or 2026-01-31T12:00 (UTC)',
    )
    .addOption(new Option('--action <action>', 'only what was done like this').choices(auditActions))
    .option('--json', 'print one array of {"id", "at", "actor", "action", "target", "detail"}')
    .action(({ since: time, action, json }: AuditOptions, command: Command) => {
      const since = parseSince(time, seconds(systemClock))
      return withServices(command, async ({ audit }) => {
        const entries = await audit.list({ since, action })
        const rows = entries.map((entry) => [
          `${new Date(entry.at * 1000).toISOString().slice(0, 19)}Z`,
          entry.actor,
          entry.action,
          entry.target,
          Object.keys(entry.detail).length === 0 ? '' : JSON.stringify(entry.detail),
        ])
        print(json, entries, table(['time', 'actor', 'action', 'target', 'detail'], rows))
      })
    })
}

const units = { m: 60, h: 3600, d: 86_400 } as const

/** Parses a date, or a time span before now. @returns Unix seconds @throws UsageError */
export function parseSince(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? []
  if (unit === 'm' || unit === 'h' || unit === 'd') return now - Number(count) * units[unit]
  const [, date, time = '00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? []
  const moment = date === undefined || !isDate(date) ? Number.NaN : Date.parse(`${date}T${time}${zone}`)
  if (Number.isNaN(moment)) {
    throw new UsageError(`${text}: give a time span such as 2h or 7d, or a date such as 2026-01-31`)
  }
  return Math.floor(moment / 1000)
}

/** Whether a date exists; Date.parse reads 31 February as a day in March. */
function isDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}
