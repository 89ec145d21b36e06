import { close, open, write } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ApiError, apiError, invalid } from '../../core/api-error.js'
import { randomHex } from '../../core/auth/hash.js'
import type { SpooledUpload, UploadSpool } from '../../core/ports/upload-spool.js'
import { claimOwnFolder } from './claim-own-folder.js'

/** Where uploads are spooled, and how much disk space they may take. */
export interface UploadSpoolOptions {
  /** The folder, on the same file system as the documents; each process creates a folder of its own inside. */
  readonly dir: string
  /** The most bytes of one file. */
  readonly maxBytes: number
  /** The most bytes of all spooled files of this process together. */
  readonly tempMaxBytes: number
  /** The most files that one address may upload at once. Default 4. */
  readonly perAddress?: number
}

/** Opens the spool, and removes the files of processes that have ended. */
export async function createUploadSpool(options: UploadSpoolOptions): Promise<UploadSpool> {
  const { maxBytes, tempMaxBytes, perAddress = 4 } = options
  const folder = await claimOwnFolder(options.dir)
  const unfinished = new Map<string, number>()
  let spooledBytes = 0

  const reserve = (bytes: number, fileBytes: number, parameter: string | undefined) => {
    if (fileBytes + bytes > maxBytes)
      throw apiError('request-too-large', {
        detail: `A file may have at most ${maxBytes} bytes`,
        parameters: parameter === undefined ? [] : invalid(parameter),
      })
    if (spooledBytes + bytes > tempMaxBytes) {
      throw apiError('request-too-large', {
        detail: 'Too many uploads wait on this server; try again in a minute',
        retryAfter: 60,
      })
    }
    spooledBytes += bytes
  }

  return {
    open(address, parameter) {
      const release = countUpload(unfinished, address, perAddress)
      const path = join(folder, randomHex(16))
      let bytes = 0
      let discarded = false
      const sink = fileSink(path, (length) => {
        reserve(length, bytes, parameter)
        bytes += length
      })
      const ended = finished(sink).finally(release)
      // `finish` rejects with the failure; without a call of it the rejection must not end the process.
      ended.catch(() => undefined)
      return {
        sink,
        get bytes() {
          return bytes
        },
        async finish(filename) {
          sink.end()
          await ended
          return { path, bytes, filename }
        },
        async discard() {
          if (discarded) return
          discarded = true
          sink.destroy()
          await ended.catch(() => undefined)
          spooledBytes -= bytes
          await rm(path, { force: true })
        },
      } satisfies SpooledUpload
    },
  }
}

/** Counts an unfinished upload of an address. @returns the function that ends the count */
function countUpload(unfinished: Map<string, number>, address: string, most: number): () => void {
  const count = unfinished.get(address) ?? 0
  if (count >= most) {
    throw apiError('request-too-large', {
      detail: `At most ${most} uploads at once are taken from one network address`,
    })
  }
  unfinished.set(address, count + 1)
  return () => {
    const left = (unfinished.get(address) ?? 1) - 1
    if (left > 0) unfinished.set(address, left)
    else unfinished.delete(address)
  }
}

/** A stream that writes a new file; `admit` may throw for each chunk before it is written. */
function fileSink(path: string, admit: (length: number) => void): Writable {
  let file: number | undefined
  const writeAll = (descriptor: number, chunk: Buffer, done: (error?: Error | null) => void): void =>
    write(descriptor, chunk, (error, written) => {
      if (error !== null || written === chunk.length) done(error)
      else writeAll(descriptor, chunk.subarray(written), done)
    })
  return new Writable({
    construct(done) {
      open(path, 'wx', 0o600, (error, descriptor) => {
        if (error === null) file = descriptor
        done(error)
      })
    },
    write(chunk: Buffer, _encoding, done) {
      try {
        admit(chunk.length)
      } catch (refusal) {
        return done(ApiError.from(refusal))
      }
      if (file === undefined) done(new Error('the file is not open'))
      else writeAll(file, chunk, done)
    },
    destroy(error, done) {
      if (file === undefined) done(error)
      else close(file, (failure) => done(error ?? failure))
    },
  })
}
