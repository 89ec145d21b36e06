/** A value that is here, or is still to come. */
export type MaybePromise<Value> = Promise<Value> | Value

/** Goes on with a value, at once where it is here: a way through the queue of promises costs more than most steps do. */
export function andThen<Value, Next>(
  value: MaybePromise<Value>,
  next: (value: Value) => MaybePromise<Next>,
): MaybePromise<Next> {
  return value instanceof Promise ? value.then(next) : next(value)
}
