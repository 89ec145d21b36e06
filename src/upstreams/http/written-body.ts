import type { RequestBody } from '../client/upstream-client.js'

/** A body with its media type. */
export interface WrittenBody {
  readonly contentType: string
  readonly body: RequestBody
}
