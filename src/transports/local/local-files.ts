import { randomBytes } from 'node:crypto'
import { checkFile } from '../../core/files/file-result.js'
import { closeFile, closeFiles, type TakeFiles } from '../../core/files/take-files.js'

/** Bytes of a mark; no text of a result is the base64 of one by chance. */
const markSize = 24

/**
 * The files of a result on their way around its JSON: each is written as a mark, which is replaced by the file again when
 * the JSON has been read.
 */
export class LocalFiles {
  readonly #byMark = new Map<string, unknown>()

  get isEmpty(): boolean {
    return this.#byMark.size === 0
  }

  /** Replaces the files of a result by marks. */
  readonly take: TakeFiles = (method, result) => {
    try {
      return method.mapFiles(result, (file, path) => {
        checkFile(file, path)
        const mark = randomBytes(markSize)
        this.#byMark.set(mark.toString('base64'), file)
        return mark
      })
    } catch (error) {
      closeFiles(method, result)
      throw error
    }
  }

  /** The file of a mark; any other value is returned as it is. */
  find(value: unknown): unknown {
    return typeof value === 'string' ? (this.#byMark.get(value) ?? value) : value
  }

  /** Closes the files of a result that is dropped. */
  close(): void {
    for (const file of this.#byMark.values()) closeFile(file)
  }
}
