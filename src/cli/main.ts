import { Command, CommanderError } from 'commander'
import { fileReason, systemCode } from '../system/system-reason.js'
import { appCommand } from './admin/app.js'
import { auditCommand } from './admin/audit.js'
import { maintenanceCommand } from './admin/maintenance.js'
import { tokenCommand } from './admin/token.js'
import { userCommand } from './admin/user.js'
import { callCommand } from './call/call.js'
import { oauthCommand } from './call/oauth.js'
import { initCommand } from './methods/init.js'
import { methodsCommand } from './methods/methods.js'
import { openApiCommand } from './methods/openapi.js'
import { wsdlCommand } from './methods/wsdl.js'
import { RefusalError, reportFailure } from './output.js'
import { doctorCommand } from './serve/doctor.js'
import { migrateCommand } from './serve/migrate.js'
import { serveCommand } from './serve/serve.js'
import { isWorker } from './serve/workers.js'
import { upstreamCommand } from './upstream/upstream.js'
import { packageVersion } from './version.js'

/** Runs the command line. @param argv `process.argv`, whose first two elements are node and the script */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('babelgate')
    .description('Write a method once; serve it over REST, SOAP, XML-RPC and OAuth 1.0a.')
    .version(packageVersion)
    .option('--config <file>', 'settings file in YAML (default: babelgate.yaml, if there is one)')
    .addHelpText('after', '\nEvery setting is also an environment variable; the README lists them.')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(inOneLine(text)) })
  for (const command of [
    initCommand,
    serveCommand,
    migrateCommand,
    userCommand,
    appCommand,
    tokenCommand,
    maintenanceCommand,
    auditCommand,
    doctorCommand,
    methodsCommand,
    callCommand,
    oauthCommand,
    wsdlCommand,
    openApiCommand,
    upstreamCommand,
  ]) {
    program.addCommand(command())
  }
  inherit(program)
  process.stdout.on('error', outputFailed)
  try {
    await program.parseAsync([...argv])
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? parserExitCode(error) : reportFailure(error)
    // The IPC channel to the primary process would keep a worker alive.
    if (isWorker) process.exit()
  }
}

/** Handles errors of standard output. A closed pipe, as by `head`, is no failure of the command. */
function outputFailed(error: Error): void {
  if (systemCode(error) === 'EPIPE') return
  process.exitCode = reportFailure(new RefusalError(`Standard output cannot be written: ${fileReason(error)}`))
}

/** The exit code for an exit of the parser, which has printed its output: 0 for help and version, 2 for usage errors. */
function parserExitCode({ exitCode }: CommanderError): number {
  return exitCode === 0 ? 0 : 2
}

/** Copies error handling to all subcommands. */
function inherit(command: Command): void {
  for (const below of command.commands) inherit(below.copyInheritedSettings(command))
}

/** Formats an error of the parser like our own errors, on one line. */
function inOneLine(text: string): string {
  return `babelgate: ${text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ')} (add --help for what there is)\n`
}
