import { Command } from 'commander'
import { SettingsError } from '../../config/settings.js'
import type { Finding } from '../../server/start/finding.js'
import { type JsonOption, print } from '../output.js'
import { settingsOf } from '../settings.js'

/** `babelgate doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'examine settings, compiled modules, services behind the gateway, stores, clocks and secrets, and tell what to mend; changes nothing',
    )
    .option('--upstreams <path>', 'file or folder of the services behind the gateway (default: the setting UPSTREAMS)')
    .option('--json', 'print {"ok", "findings": [{"name", "ok", "detail"}]}')
    .addHelpText(
      'after',
      '\nCalls the reads that the file of services marks with probe: true. Exits with 1 where something is wrong.',
    )
    .action(async ({ json }: JsonOption, command: Command) => {
      const findings = await examineAll(command)
      const ok = findings.every((finding) => finding.ok)
      print(json, { ok, findings }, findings.map(lineOf))
      if (!ok) process.exitCode = 1
    })
}

async function examineAll(command: Command): Promise<readonly Finding[]> {
  try {
    const settings = settingsOf(command)
    const { diagnose } = await import('../../server/start/doctor.js')
    return [{ name: 'settings', ok: true, detail: 'can be read' }, ...(await diagnose(settings))]
  } catch (error) {
    if (error instanceof SettingsError) return [{ name: 'settings', ok: false, detail: error.message }]
    throw error
  }
}

function lineOf({ name, ok, detail }: Finding): string {
  return `${ok ? 'ok   ' : 'WRONG'}  ${name.padEnd(8)}  ${detail}`
}
