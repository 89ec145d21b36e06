import { type ApiError, apiError } from '../../core/api-error.js'

/** The error 122 for an unreadable envelope. @param detail what is wrong, a sentence */
export function unreadable(detail: string, cause?: unknown): ApiError {
  return apiError('xmlrpc-invalid', cause === undefined ? { detail } : { detail, cause })
}
