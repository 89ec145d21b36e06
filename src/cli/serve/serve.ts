import { Command } from 'commander'
import type { Settings } from '../../config/settings.js'
import { closeAndThrow } from '../../server/close-and-throw.js'
import { addressUnknown, isAddressKnown, localUrl } from '../../server/local-url.js'
import { type Log, openLog } from '../../server/log/log.js'
import type { RunningServer } from '../../server/start/server.js'
import { ownMethods } from '../methods/methods.js'
import { settingsOf } from '../settings.js'
import { atHangUp, reloadAtSignal } from './reload.js'
import { forwardHangUp, isWorker, startWorkers, stopRequested } from './workers.js'

interface ServeOptions {
  readonly methods?: string
  readonly only?: boolean
  readonly watch?: boolean
}

/** `babelgate serve` */
export function serveCommand(): Command {
  return ownMethods(new Command('serve'))
    .description('run the gateway until it is told to stop (SIGTERM or SIGINT); SIGHUP reads the settings again')
    .option('--upstreams <path>', 'file or folder of the services behind the gateway (default: the setting UPSTREAMS)')
    .option('--watch', 'read the services again when one of their files changes; SIGHUP does so too')
    .addHelpText('after', '\nPrints one line, "listening on URL", on standard output; the log goes to standard error.')
    .action(async (options: ServeOptions, command: Command) => {
      const settings = settingsOf(command)
      const log = openLog(settings.LOG_LEVEL)
      if (!isWorker && !isAddressKnown(settings)) log.logger.warn(addressUnknown)
      reloadAtSignal(settings, () => settingsOf(command), log, forwardHangUp)
      if (settings.WORKERS > 1 && !isWorker) {
        await serveByWorkers(settings, log)
      } else {
        const { startServer } = await import('../../server/start/server.js')
        const { watchUpstreams } = await import('../../server/upstreams/watch-files.js')
        const server = await startServer(settings, { ...options, log })
        atHangUp(() => void server.upstreams.reload())
        if (options.watch === true) watchUpstreams(server.upstreams)
        await (isWorker ? serveAsWorker(server) : serveAlone(server, log))
      }
      log.flush()
      // A handler that never ends must not keep the process alive.
      process.exit()
    })
}

async function serveAlone(server: RunningServer, log: Log): Promise<void> {
  showDemo(server)
  const stopped = stopSignal()
  process.stdout.write(`listening on ${server.url}\n`)
  await stopped
  log.logger.info('stopping')
  await server.stop()
}

function showDemo({ demo, url }: RunningServer): void {
  if (demo === undefined) return
  process.stderr.write(demo.describe(url))
  demo.markPrinted()
}

async function serveAsWorker(server: RunningServer): Promise<void> {
  showDemo(server)
  await stopRequested()
  await server.stop()
}

async function serveByWorkers(settings: Settings, log: Log): Promise<void> {
  const { startGatheredMetrics } = await import('../../server/start/metrics-server.js')
  const metrics = await startGatheredMetrics(settings)
  const workers = await startWorkers(settings.WORKERS, log.logger).catch(closeAndThrow(metrics))
  if (metrics.url !== undefined) log.logger.info({ url: metrics.url }, 'metrics')
  const stopped = stopSignal()
  process.stdout.write(`listening on ${localUrl(settings, workers.port)}\n`)
  await stopped
  log.logger.info('stopping')
  await workers.stop()
  await metrics.close()
}

/**
 * Resolves at the first SIGTERM or SIGINT; the second one ends the process at once. It is called before the address is
 * printed, since a supervisor that reads the address may stop the server right away.
 */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let stopping = false
    const stop = () => {
      if (stopping) process.exit(1)
      stopping = true
      resolve()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}
