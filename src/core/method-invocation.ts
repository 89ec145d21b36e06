import type { AbortHook } from './abort-hook.js'
import type { AnswerMeta } from './answer-meta.js'
import type { Caller, UploadedFile } from './caller.js'
import type { Directories, Invocation, MethodDirectory } from './method-spec.js'
import type { Application } from './ports/app-store.js'
import type { ServiceWait } from './ports/service-wait.js'
import { RunningCall } from './running-call.js'

/** What an invocation is made of. */
export interface InvocationDependencies
  extends Omit<Invocation<Record<string, unknown>>, 'signal' | 'services' | 'annotate' | 'waitFor' | 'methods'> {
  readonly registry: Directories
  /** The application of the caller; undefined for an anonymous one. */
  readonly app: Application | undefined
}

/** The argument of a handler. A class, since V8 makes an instance faster than an object that inherits its `signal`. */
export class MethodInvocation implements Invocation<Record<string, unknown>> {
  readonly id: string
  readonly params: Record<string, unknown>
  readonly caller: Caller
  /** Those of the method; see {@link provide}. */
  services: unknown
  readonly files: ReadonlyMap<string, UploadedFile>
  readonly publicUrl: () => string
  /** What the handler says of its answer. */
  meta: AnswerMeta | undefined
  /** The service that the handler waits for. */
  wait: ServiceWait | undefined
  readonly #registry: Directories
  readonly #app: Application | undefined
  #running: RunningCall | undefined

  constructor({ id, params, caller, files, publicUrl, registry, app }: InvocationDependencies) {
    this.id = id
    this.params = params
    this.caller = caller
    this.services = undefined
    this.files = files
    this.publicUrl = publicUrl
    this.meta = undefined
    this.wait = undefined
    this.#registry = registry
    this.#app = app
  }

  /** The methods that the caller may call; found when they are asked for, since few handlers list methods. */
  get methods(): MethodDirectory {
    return this.#registry.directoryFor(this.#app)
  }

  /** Its running call; made when it is first asked for, since handlers that end at once have no use for it. */
  get running(): RunningCall {
    this.#running ??= new RunningCall()
    return this.#running
  }

  /** Made when it is asked for, since few handlers have more to say. */
  get annotate(): (meta: AnswerMeta) => void {
    return (meta) => {
      this.meta = meta
    }
  }

  get waitFor(): (wait: ServiceWait) => void {
    return (wait) => {
      this.wait = wait
    }
  }

  get signal(): AbortSignal {
    return this.running.signal
  }
}

/** The abort hook of an invocation, for handlers that need no whole signal. */
export function abortHook(invocation: Pick<Invocation<Record<string, unknown>>, 'signal'>): AbortHook {
  return invocation instanceof MethodInvocation ? invocation.running : invocation.signal
}

/** Gives an invocation the services of its method. */
export function provide<Services>(
  invocation: MethodInvocation,
  services: Services,
): asserts invocation is MethodInvocation & { readonly services: Services } {
  invocation.services = services
}
