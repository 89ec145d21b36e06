/** Makes a handler for `catch` that closes a resource after a failure, so that it does not keep the process alive. */
export function closeAndThrow(opened: { close(): Promise<void> }) {
  return async (error: unknown): Promise<never> => {
    await opened.close()
    throw error
  }
}
