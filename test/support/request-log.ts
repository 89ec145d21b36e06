import type { RequestLog } from '../../src/transports/request-log.js'

/** Writes nothing. */
export const noLog: RequestLog = { call: () => undefined, refused: () => undefined }
