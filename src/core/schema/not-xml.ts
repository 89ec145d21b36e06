/** Characters that XML 1.0 forbids even escaped (production 2), and lone surrogates. */
export const notXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u

/** A superset by UTF-16 unit, which includes paired surrogates: a fast first test. */
export const maybeNotXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/
