import { openFile, openFileUnread } from '../../core/files/open-file.js'
import type { CallOptions } from '../../core/gateway.js'

/** A file that is the whole result is streamed. */
const streamed: CallOptions = { takeFiles: openFile }

const withoutBody: CallOptions = { takeFiles: openFileUnread }

/** The options of calls by a verb: files of answers to HEAD are not read. */
export function optionsFor(verb: string | undefined): CallOptions {
  return verb === 'HEAD' ? withoutBody : streamed
}
