/** What XML 1.0 cannot carry even escaped (production 2), lone surrogates among it. */
export const notXml = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u

/** The same by UTF-16 unit, surrogates in pairs too: what nearly every text is quickly found free of. */
export const suspicious = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/
