import { isDeepStrictEqual } from 'node:util'
import type { Catalog, Replacement } from '../../core/catalog.js'
import type { ServiceState } from '../../operators/service-state.js'
import { messageOf } from '../../system/system-reason.js'
import type { UpstreamsFile } from '../../upstreams/config/upstreams-file.js'
import {
  closeServices,
  type OpenService,
  openServices,
  type ServiceDependencies,
} from '../../upstreams/open-services.js'
import type { Log } from '../log/log.js'

/** The dependencies of {@link ServedUpstreams}. */
export interface ServedUpstreamsDependencies extends ServiceDependencies {
  readonly catalog: Catalog
  readonly log: Pick<Log, 'logger'>
  /** Reads the file again. @throws Error with one line for people */
  readonly read: () => UpstreamsFile
}

/** The services behind the gateway, whose methods are in the catalog. */
export class ServedUpstreams {
  readonly #deps: ServedUpstreamsDependencies
  #file: UpstreamsFile
  #open: readonly OpenService[] = []
  #problem: string | undefined
  #reloading: Promise<void> = Promise.resolve()

  /** @param file as it was read at the start */
  constructor(file: UpstreamsFile, deps: ServedUpstreamsDependencies) {
    this.#file = file
    this.#deps = deps
  }

  /** The services as they are called now. */
  get services(): readonly OpenService[] {
    return this.#open
  }

  /** The states of the services, in the order of the file. */
  get states(): readonly ServiceState[] {
    return this.#open.map(({ name, client, answers }) => {
      const { breaker, running, queued } = client.state
      return { service: name, breaker, running, queued, cached: answers.bytes }
    })
  }

  /** Why the last change of the file was refused; undefined where it is served. */
  get problem(): string | undefined {
    return this.#problem
  }

  /** The files whose changes make a difference. */
  get files(): readonly string[] {
    return [...this.#file.files, ...this.#open.flatMap(({ files }) => files)]
  }

  /** Puts the methods of the file into the catalog. @throws Error with one line for people */
  async start(): Promise<void> {
    for (const warning of this.#file.warnings) this.#deps.log.logger.warn(warning)
    await this.#swap(this.#file)
  }

  /**
   * Reads the file again and swaps all its methods at once. A file that is wrong changes nothing; the reason is logged and stays in
   * {@link problem}. Reloads run one after another.
   */
  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#reload())
    return this.#reloading
  }

  /** Closes the connections once the calls under way have ended. */
  async close(): Promise<void> {
    await this.#reloading
    await closeServices(this.#open)
  }

  async #reload(): Promise<void> {
    const { log, read } = this.#deps
    try {
      const file = read()
      if (!isDeepStrictEqual(kindsOf(file), kindsOf(this.#file))) {
        throw new Error('permissions can only change at a restart; start the gateway again')
      }
      await this.#swap(file)
      this.#file = file
      this.#problem = undefined
      log.logger.info({ services: this.#open.map(({ name }) => name) }, 'the services were read again')
    } catch (error) {
      this.#problem = messageOf(error)
      log.logger.error({ reason: this.#problem }, 'the services stay as they were')
    }
  }

  /**
   * Replaces the methods of all services. Calls under way, and those that took the snapshot of before, go on with the clients of before, whose
   * connections close when they are idle.
   */
  async #swap(file: UpstreamsFile): Promise<void> {
    const open = await openServices(file.services, this.#deps)
    try {
      this.#deps.catalog.replaceAll([...removed(this.#open, open), ...open.map(replacementOf)])
    } catch (error) {
      await closeServices(open)
      throw error
    }
    this.#open = open
    this.#reportRefused()
  }

  /** Names the operations of descriptions that are not served, once for each set of services. */
  #reportRefused(): void {
    for (const { name, refused } of this.#open) {
      if (refused.length > 0) this.#deps.log.logger.warn({ service: name, refused }, 'operations are left out')
    }
  }
}

function replacementOf({ name, access, specs }: Pick<OpenService, 'name' | 'access' | 'specs'>): Replacement {
  return { source: { name, access, services: {} }, specs }
}

/** The services that are no longer in the file: they have no methods. */
function removed(before: readonly OpenService[], after: readonly OpenService[]): readonly Replacement[] {
  const names = new Set(after.map(({ name }) => name))
  return before.filter(({ name }) => !names.has(name)).map((service) => replacementOf({ ...service, specs: [] }))
}

/** The kinds of permissions of a file without their places. */
function kindsOf({ permissions }: UpstreamsFile) {
  return permissions.map(({ place: _place, ...kind }) => kind)
}
