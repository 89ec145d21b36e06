import type { Pair } from '../pair.js'
import type { SpokenFault } from './faults.js'

/**
 * How the payload of an answer is written. `json-text` is the members of an object of JSON with every scalar as a
 * string; `json` is the result as it is, in JSON's own types.
 */
export type Notation = 'json-text' | 'json' | 'xml' | 'php'

/** The facts about a request that an envelope may contain. */
export interface AnsweredRequest {
  /** When it is answered, in Unix seconds. */
  readonly at: number
  /** Names it in the log. Empty, like verb and path, where no request could be read. */
  readonly id: string
  readonly verb: string
  /** The path as it was sent. */
  readonly path: string
}

/** A format of answers: the notation of the payload, and the envelope of the dialect. */
export interface Format {
  readonly notation: Notation
  readonly contentType: string
  /** The content type of faults, where they have one of their own. */
  readonly faultContentType: string
  /** The whole body of an answer. */
  answer(payload: string, request: AnsweredRequest): string
  /** The whole body of a fault. @param status the HTTP status that it goes out with */
  fault(fault: SpokenFault, status: number, request: AnsweredRequest): string
}

/** The contents of a fault in the generic style of SOAP. */
export interface GenericSoapFault {
  /** The code of the fault, which SOAP 1.2 repeats as the subcode. */
  readonly code: string
  /** The names and texts of the fault's child elements, in their order. */
  readonly members: readonly Pair[]
}

/** The style of SOAP in which one element asks for every method: it names the method inside, and the answer is text. */
export interface GenericSoap {
  readonly namespace: string
  /** The local names of the elements of requests and answers. */
  readonly request: string
  readonly response: string
  /** The contents of a fault. @param address the server's address of SOAP */
  fault(fault: SpokenFault, address: string): GenericSoapFault
}

/** The value of an XML-RPC answer: a struct of the result, or a string that contains the payload in XML. */
export type XmlRpcAnswer = 'struct' | 'xml-text'

/**
 * How a result becomes named members, which stand beside those of the envelope. The notation `json` needs none of it: there a
 * result is written as it is.
 */
export interface PayloadNames {
  /** The names of the envelope's own members, which no member of a result can have. */
  readonly reserved: ReadonlySet<string>
  /** The member that holds a result that is a list. */
  readonly list: string
  /** The member that holds a result that is neither an object nor a list. */
  readonly value: string
}

/** The envelopes of answers and faults. */
export interface Envelopes {
  readonly payload: PayloadNames
  /** The formats that an address may end in, by their word. */
  readonly formats: ReadonlyMap<string, Format>
  /** The format where the address names none, and of faults before the format is known. */
  readonly usual: Format
  /** The generic style of SOAP; undefined where there are typed requests only. */
  readonly soap: GenericSoap | undefined
  readonly xmlrpc: XmlRpcAnswer
  /** Whether the answers of REST go out compressed where that pays and the client takes it. */
  readonly compressed: boolean
  /** Whether the answers of REST carry what handlers say of them beside the result: status and headers. */
  readonly annotated: boolean
}
