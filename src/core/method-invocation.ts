import type { AnswerMeta } from './answer-meta.js'
import type { Caller, UploadedFile } from './caller.js'
import type { Invocation, MethodDirectory } from './method-spec.js'
import { RunningCall } from './running-call.js'

/** The argument of a handler. A class, since V8 makes an instance faster than an object that inherits its `signal`. */
export class MethodInvocation implements Invocation<Record<string, unknown>> {
  readonly id: string
  readonly params: Record<string, unknown>
  readonly caller: Caller
  /** Those of the method; see {@link provide}. */
  services: unknown
  readonly files: ReadonlyMap<string, UploadedFile>
  readonly publicUrl: () => string
  readonly methods: MethodDirectory
  /** What the handler says of its answer. */
  meta: AnswerMeta | undefined
  #running: RunningCall | undefined

  constructor({
    id,
    params,
    caller,
    files,
    publicUrl,
    methods,
  }: Omit<Invocation<Record<string, unknown>>, 'signal' | 'services' | 'annotate'>) {
    this.id = id
    this.params = params
    this.caller = caller
    this.services = undefined
    this.files = files
    this.publicUrl = publicUrl
    this.methods = methods
    this.meta = undefined
  }

  /** Its running call; made when it is first asked for, since handlers that end at once have no use for it. */
  get running(): RunningCall {
    this.#running ??= new RunningCall()
    return this.#running
  }

  annotate(meta: AnswerMeta): void {
    this.meta = meta
  }

  get signal(): AbortSignal {
    return this.running.signal
  }
}

/** Gives an invocation the services of its method. */
export function provide<Services>(
  invocation: MethodInvocation,
  services: Services,
): asserts invocation is MethodInvocation & { readonly services: Services } {
  invocation.services = services
}
