/** Makes a function that works once, and then gives what it gave, or throws what it threw. */
export function once<Result>(work: () => Result): () => Result {
  let again: (() => Result) | undefined
  return () => {
    if (again !== undefined) return again()
    try {
      const result = work()
      again = () => result
      return result
    } catch (thrown) {
      again = () => {
        throw thrown
      }
      throw thrown
    }
  }
}
