import type { CallLine } from './call-log.js'

/** A call that has been read; nothing of it is checked yet. */
export interface CallInfo extends Pick<CallLine, 'id' | 'protocol' | 'dialect' | 'address'> {
  /** The name of the method as sent. */
  readonly method: string
}

/** A call whose answer, or fault, is ready: its line in the log. */
export type AnswerInfo = CallLine

/** Headers that an answer gets beside those of the gateway, by name. */
export type AnswerHeaders = Readonly<Record<string, string>>

/** Functions of a program that are called for every call, synchronously. An error that they throw changes nothing. */
export interface CallHooks {
  /** Called when a call has been read. */
  readonly onCall?: ((call: CallInfo) => void) | undefined
  /** Called when an answer or a fault is ready. Returns headers to add to the HTTP response. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook that only counts returns nothing
  readonly onAnswer?: ((answer: AnswerInfo) => AnswerHeaders | void) | undefined
}
