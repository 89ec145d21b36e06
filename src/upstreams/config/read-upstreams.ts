import { readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { PermissionKind } from '../../core/permission-kinds.js'
import { fileReason } from '../../system/system-reason.js'
import type { Environment } from './file/environment.js'
import { type ParsedFile, parseFile, parseKinds } from './file/parse-file.js'
import { type ReadService, readService } from './service/read-service.js'
import { type Inherited, inherit, standard } from './service/read-target.js'
import { checkServiceNames } from './service/service-names.js'
import { UpstreamsError } from './upstreams-error.js'
import type { UpstreamsFile } from './upstreams-file.js'

/** The options of {@link readUpstreams}. */
export interface UpstreamsOptions {
  readonly env: Environment
  /** The first words of the names of other methods, which no service can have as its name. */
  readonly taken?: readonly string[]
}

/**
 * Reads the file of services, or every file of a folder that ends in `.yaml` or `.yml`. The files of a folder are one: `defaults` of
 * one hold for the services of all.
 *
 * @throws UpstreamsError with the place of what is wrong
 */
export function readUpstreams(path: string, { env, taken = [] }: UpstreamsOptions): UpstreamsFile {
  const paths = filesAt(path)
  const files = paths.map((file) => parseFile(file, env))
  const defaults = defaultsOf(files)
  const permissions = files.flatMap((file) => file.permissions)
  checkKinds(permissions)
  const named = files.flatMap(({ words, spot }) =>
    Object.entries(words.services ?? {}).map(([name, one]) => ({ name, words: one, spot: spot.at('services', name) })),
  )
  checkServiceNames(named, taken)
  const read = named.map(({ name, words, spot }) => readService(name, words, spot, defaults))
  return {
    services: read.map(({ service }) => service),
    permissions,
    ...noticed(read),
    files: [...paths.map((file) => resolve(file)), ...read.flatMap(({ keeper }) => [...keeper.files])],
  }
}

/**
 * Reads only the kinds of permissions that the file of services declares, or the files of a folder. No secret need be there.
 *
 * @throws UpstreamsError with the place of what is wrong
 */
export function readUpstreamKinds(path: string): readonly PermissionKind[] {
  const kinds = filesAt(path).flatMap(parseKinds)
  checkKinds(kinds)
  return kinds
}

function noticed(read: readonly ReadService[]): Pick<UpstreamsFile, 'warnings' | 'secrets'> {
  return {
    warnings: read.flatMap(({ keeper }) => keeper.warnings),
    secrets: [...new Set(read.flatMap(({ service }) => service.secrets))],
  }
}

/** The files at a path, by name. @throws UpstreamsError where there are none */
function filesAt(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
    const names = readdirSync(path).filter((name) => /^[^.].*\.ya?ml$/i.test(name))
    if (names.length > 0) return names.sort().map((name) => join(path, name))
  } catch (error) {
    throw new UpstreamsError(`${path} cannot be read: ${fileReason(error)}`, { cause: error })
  }
  throw new UpstreamsError(`${path} holds no file that ends in .yaml; write one there, or name another folder`)
}

function defaultsOf(files: readonly ParsedFile[]): Inherited {
  const [first, second] = files.filter(({ words }) => words.defaults !== undefined)
  if (first !== undefined && second !== undefined) {
    second.spot
      .at('defaults')
      .fail(`is in ${first.spot.at('defaults').place} too; leave one of them, which holds for all`)
  }
  return inherit(first?.words.defaults ?? {}, standard)
}

function checkKinds(kinds: readonly PermissionKind[]): void {
  const byName = new Map<string, PermissionKind>()
  for (const kind of kinds) {
    if (byName.has(kind.name))
      throw new UpstreamsError(`${kind.place} has the name of a kind that there is; choose another`)
    byName.set(kind.name, kind)
  }
}
