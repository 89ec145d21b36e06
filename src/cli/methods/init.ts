import { readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { folderReason, makeFolder } from '../../system/make-folder.js'
import { type JsonOption, print, RefusalError } from '../output.js'
import { packageDependency } from '../version.js'
import { projectFiles } from './init-files.js'

interface InitOptions extends JsonOption {
  readonly typescript?: boolean
}

/** `babelgate init` */
export function initCommand(): Command {
  return new Command('init')
    .description('write a project with a method of your own')
    .argument('<dir>', 'folder to write it into; made where it is not there, refused where it is not empty')
    .option('--typescript', 'write the method in TypeScript')
    .option('--json', 'print one object')
    .action((dir: string, { typescript = false, json }: InitOptions) => {
      const folder = resolve(dir)
      makeEmptyFolder(folder)
      const files = projectFiles({ name: packageName(basename(folder)), dependency: packageDependency, typescript })
      tryToWrite(folder, () => {
        for (const [path, text] of Object.entries(files)) {
          makeFolder(dirname(join(folder, path)), 0o777)
          writeFileSync(join(folder, path), text, { flag: 'wx' })
        }
      })
      const names = Object.keys(files)
      print(json, { folder, files: names }, [`Wrote ${names.join(', ')} into ${folder}.`, ...nextSteps(dir)])
    })
}

function makeEmptyFolder(folder: string): void {
  const names = tryToWrite(folder, () => {
    makeFolder(folder, 0o777)
    return readdirSync(folder)
  })
  if (names.length > 0) throw new RefusalError(`${folder} is not empty; name a new folder`)
}

function tryToWrite<Result>(folder: string, write: () => Result): Result {
  try {
    return write()
  } catch (cause) {
    throw new RefusalError(`${folder} cannot be written: ${folderReason(cause)}`, { cause })
  }
}

/** Turns the name of a folder into a package name that npm accepts. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
  // npm refuses to install a package that has the name of one of its dependencies.
  return ['', 'babelgate', 'typescript', 'node-modules'].includes(name) ? 'my-gateway' : name
}

function nextSteps(dir: string): string[] {
  const commands = [...(resolve(dir) === process.cwd() ? [] : [`cd ${quoted(dir)}`]), 'npm install', 'npm start']
  return [
    '',
    'Next:',
    '',
    ...commands.map((command) => `  ${command}`),
    '',
    'README.md there says how to call the method.',
  ]
}

/** Quotes a word for a shell. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
