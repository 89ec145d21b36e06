import { Readable } from 'node:stream'
import { ChunkList, ownChunk } from './chunk-list.js'
import { type Coding, inflate, inflateStream, tooLarge } from './inflate.js'

/** The most bytes that are kept of a body that has not been asked for, and that are read of one that was discarded. */
const HELD = 65_536

/** What a body needs of the try that it belongs to. */
export interface BodyOwner {
  /** The name of the service. */
  readonly service: string
  /** The size limit in bytes, after inflation, of bodies that are read whole. */
  readonly maxResponse: number
  /** Aborts the request. @param error what the reader of the body gets */
  cancel(error: Error): void
  /** Aborts the request, whose answer nobody wants any more. */
  drop(): void
  /** Says that the body is streamed from now on. */
  onStreamed(): void
  /** Says whether the service is waited for, or the reader of the stream. */
  onWaiting(forService: boolean): void
}

type Mode = 'unread' | 'bytes' | 'stream' | 'discarded'

/** The body of an answer: kept until its reader is known, then collected, streamed or thrown away. */
export class ResponseBody {
  readonly #owner: BodyOwner
  #coding: Coding | undefined
  #resume: (() => void) | undefined
  #mode: Mode = 'unread'
  readonly #chunks = new ChunkList()
  #size = 0
  #isPaused = false
  #isWhole = false
  #failure: Error | undefined
  #pending: { resolve(body: Uint8Array | Promise<Uint8Array>): void; reject(error: Error): void } | undefined
  #readable: Readable | undefined

  constructor(owner: BodyOwner) {
    this.#owner = owner
  }

  /** Begins the body. @param resume goes on after {@link push} has returned false */
  begin(coding: Coding | undefined, resume: () => void): void {
    this.#coding = coding
    this.#resume = resume
  }

  /** Takes a chunk. @returns whether more may come */
  push(chunk: Buffer): boolean {
    this.#size += chunk.length
    if (this.#mode === 'stream') {
      this.#owner.onWaiting(true)
      if (this.#readable?.push(ownChunk(chunk))) return true
      return this.#pause()
    }
    if (this.#mode === 'discarded') {
      if (this.#size > HELD) this.#owner.drop()
      return true
    }
    this.#chunks.push(chunk)
    if (this.#mode === 'bytes') {
      if (this.#size > this.#owner.maxResponse)
        this.#owner.cancel(tooLarge(this.#owner.service, this.#owner.maxResponse))
      return true
    }
    return this.#size < HELD || this.#pause()
  }

  /** Ends the body. */
  end(): void {
    this.#isWhole = true
    if (this.#mode === 'stream') this.#readable?.push(null)
    else this.#pending?.resolve(this.#whole())
  }

  /** Breaks the body off, if it is not whole. */
  fail(error: Error): void {
    if (this.#isWhole || this.#failure !== undefined) return
    this.#failure = error
    this.#chunks.take()
    this.#pending?.reject(error)
    this.#readable?.destroy(error)
  }

  bytes(): Promise<Uint8Array> {
    this.#take('bytes')
    if (this.#isWhole) return Promise.resolve(this.#whole())
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject }
      this.#goOn()
    })
  }

  stream(): Readable {
    this.#take('stream')
    this.#owner.onStreamed()
    const readable = new Readable({
      read: () => this.#goOn(),
      destroy: (error, done) => {
        if (!this.#isWhole && this.#failure === undefined) this.#owner.drop()
        done(error)
      },
    })
    for (const chunk of this.#chunks.take()) readable.push(chunk)
    this.#readable = readable
    if (this.#isWhole) readable.push(null)
    else if (this.#failure !== undefined) readable.destroy(this.#failure)
    return this.#coding === undefined ? readable : inflateStream(readable, this.#coding, this.#owner.service)
  }

  discard(): void {
    this.#take('discarded')
    this.#chunks.take()
    if (this.#size > HELD) this.#owner.drop()
    else this.#goOn()
  }

  #take(mode: Mode): void {
    if (this.#mode !== 'unread') throw new Error('The body of an answer is read once')
    this.#mode = mode
  }

  #pause(): false {
    this.#isPaused = true
    if (this.#mode === 'stream') this.#owner.onWaiting(false)
    return false
  }

  #goOn(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#owner.onWaiting(true)
    this.#resume?.()
  }

  #whole(): Uint8Array | Promise<Uint8Array> {
    const chunks = this.#chunks.take()
    const [first] = chunks
    const whole = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, this.#size)
    const { maxResponse, service } = this.#owner
    if (this.#size > maxResponse) return Promise.reject(tooLarge(service, maxResponse))
    return this.#coding === undefined || this.#size === 0 ? whole : inflate(whole, this.#coding, maxResponse, service)
  }
}
