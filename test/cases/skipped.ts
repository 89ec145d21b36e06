import type { Trait } from './drivers/index.js'

/** Cases that a kind of driver cannot have, and why. */
export const skipped: readonly { readonly name: string; readonly trait: Trait; readonly reason: string }[] = [
  {
    name: 'names that no method declares, echoed',
    trait: 'declared-only',
    reason: 'the WSDL knows the element echo only; others are 123',
  },
  { name: 'names that no method declares, ignored', trait: 'declared-only', reason: 'an unknown element is 123' },
  {
    name: '123 a name that is an array',
    trait: 'envelope',
    reason: 'no element can be named so; XML-RPC tests have it',
  },
  ...['102 an unknown format', '123 before 102', '102 before 103'].map((name) => ({
    name,
    trait: 'no-formats' as const,
    reason: 'what comes after the method is no address',
  })),
  ...[
    '104 a token without signature',
    '105 an old signature where the application wants none',
    '105 a signed name that no method declares',
    '105 a signed name that comes twice',
    '100 before 105',
  ].map((name) => ({
    name,
    trait: 'no-old-signatures' as const,
    reason: 'old signatures are parameters like any other',
  })),
  {
    name: '123 two kinds of credential',
    trait: 'no-old-signatures',
    reason: 'a key may come beside a token of the same application',
  },
  { name: '123 a control character', trait: 'envelope', reason: 'XML cannot carry it: the envelope is unreadable' },
]

/** Cases that are not the same by OAuth, and why. */
export const otherwiseByOAuth: Readonly<Record<string, string>> = {
  '104 no signature': 'every call is signed',
  '104 before 106': 'every call is signed',
  '105 a signed name that no method declares': 'OAuth tells names from values, so that an undeclared one does no harm',
  '105 a signed name that comes twice': 'it is 123, since nothing can be lengthened',
}
