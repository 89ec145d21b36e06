/** Memoizes a function without arguments: later calls return or throw the same. */
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
