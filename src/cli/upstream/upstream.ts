import { Command } from 'commander'
import { checkCommand } from './check.js'
import { diffCommand } from './diff.js'
import { pullCommand } from './pull.js'
import { tryCommand } from './try.js'

/** `babelgate upstream …` */
export function upstreamCommand(): Command {
  return new Command('upstream')
    .description('check and try the services behind the gateway, and fetch their descriptions')
    .addCommand(checkCommand())
    .addCommand(pullCommand())
    .addCommand(diffCommand())
    .addCommand(tryCommand())
}
