import { type ApiError, apiError } from '../../core/api-error.js'

/** Makes the error 122 with a sentence that says what is wrong with the envelope. */
export function unreadable(detail: string, cause?: unknown): ApiError {
  return apiError('xmlrpc-invalid', cause === undefined ? { detail } : { detail, cause })
}
