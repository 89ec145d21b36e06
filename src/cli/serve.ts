import { Command } from 'commander'
import { startServer } from '../compose/server.js'
import { openLog } from '../log.js'
import { ownMethods } from './methods.js'
import { settingsOf } from './settings.js'

interface ServeOptions {
  readonly methods?: string
  readonly only?: boolean
}

/** `babelgate serve` */
export function serveCommand(): Command {
  return ownMethods(new Command('serve'))
    .description('run the gateway until it is told to stop (SIGTERM or SIGINT)')
    .addHelpText('after', '\nPrints one line, "listening on URL", on standard output; the log goes to standard error.')
    .action(async (options: ServeOptions, command: Command) => {
      const settings = settingsOf(command)
      const log = openLog(settings.LOG_LEVEL)
      const server = await startServer(settings, { ...options, log })
      if (server.demo !== undefined) process.stderr.write(server.demo)
      process.stdout.write(`listening on ${server.url}\n`)
      await stopSignal()
      log.logger.info('stopping')
      await server.stop()
      log.flush()
      // A handler that never comes to its end must not keep the process from coming to its own.
      process.exit()
    })
}

/** Resolves at the first signal to stop; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let told = false
    const stop = () => {
      if (told) process.exit(1)
      told = true
      resolve()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}
