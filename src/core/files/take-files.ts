import type { MaybePromise } from '../maybe-promise.js'
import { isObject } from '../schema/pick-branch.js'
import type { Shape } from '../schema/shape.js'
import { closeContent } from './byte-source.js'
import { isStream } from './file-result.js'
import type { MapFiles } from './map-files.js'

/** A method whose results may hold files. */
export interface FileMethod {
  readonly result: Shape
  readonly mapFiles: MapFiles
}

/**
 * Takes the files of a result before it is written. From then on it closes them, also where it throws.
 *
 * @param signal aborts when the call is given up, with the fault of the call as the reason
 * @returns the result as the writer of the answer takes it
 * @throws TypeError where a file is not what {@link FileMethod.result} declares; what its stream throws
 */
export type TakeFiles = (method: FileMethod, result: unknown, signal: AbortSignal) => MaybePromise<unknown>

/** Waits for a result and takes its files. The files of a call that was given up are closed unread. */
export async function takeWhenGiven(
  method: FileMethod,
  given: MaybePromise<unknown>,
  take: TakeFiles,
  signal: AbortSignal,
): Promise<unknown> {
  const result = await given
  if (signal.aborted) {
    closeFiles(method, result)
    throw signal.reason
  }
  return take(method, result, signal)
}

/** Closes the files of a result that is dropped. */
export function closeFiles({ mapFiles }: FileMethod, result: unknown): void {
  mapFiles(result, closeFile)
}

/** Closes the value that a handler returned for a file, if it is a stream. */
export function closeFile(file: unknown): void {
  if (isObject(file) && isStream(file['content'])) closeContent(file['content'])
}
