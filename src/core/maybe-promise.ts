/** A value that is here, or is still to come. */
export type Eventual<Value> = Promise<Value> | Value

/** Goes on with a value, at once where it is here: a way through the queue of promises costs more than most steps do. */
export function andThen<Value, Next>(value: Eventual<Value>, next: (value: Value) => Eventual<Next>): Eventual<Next> {
  return value instanceof Promise ? value.then(next) : next(value)
}
