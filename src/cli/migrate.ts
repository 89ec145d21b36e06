import { Command } from 'commander'
import { migrateTables } from '../compose/open-sql.js'
import { print } from './output.js'
import { settingsOf } from './settings.js'

/** `babelgate migrate` */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the tables of the database up to date')
    .option('--json', 'print {"migrations": […]}')
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const migrations = await migrateTables(settingsOf(command))
      print(
        json,
        { migrations },
        migrations.length === 0 ? ['Nothing to do.'] : migrations.map((name) => `done: ${name}`),
      )
    })
}
