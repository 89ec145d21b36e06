/** Closes something that others could not be built on, so that it does not keep the process alive; for `catch`. */
export function closeAndThrow(opened: { close(): Promise<void> }) {
  return async (error: unknown): Promise<never> => {
    await opened.close()
    throw error
  }
}
