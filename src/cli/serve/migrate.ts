import { Command } from 'commander'
import { type JsonOption, print } from '../output.js'
import { settingsOf } from '../settings.js'

/** `babelgate migrate` */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the tables of the database up to date')
    .option('--json', 'print {"migrations": […]}')
    .action(async ({ json }: JsonOption, command: Command) => {
      const { migrateTables } = await import('../../server/stores/open-sql.js')
      const migrations = await migrateTables(settingsOf(command))
      print(
        json,
        { migrations },
        migrations.length === 0 ? ['Nothing to do.'] : migrations.map((name) => `done: ${name}`),
      )
    })
}
