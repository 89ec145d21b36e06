/** Thrown for an operation that cannot be served; the message is the reason, without the name of the operation. */
export class Refusal extends Error {}

/** Thrown for a description that cannot be read at all. The message names the reason in one line. */
export class DescriptionError extends Error {}
