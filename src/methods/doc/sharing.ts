import type { Share } from '../../documents/ports/documents.js'

/** Three flags that old clients send instead of `share`; absent ones stay as they are. */
export interface ShareFlags {
  readonly is_public?: boolean | undefined
  readonly is_family?: boolean | undefined
  readonly is_friend?: boolean | undefined
}

/** Applies the flags to the current sharing. */
export function shareFrom(flags: ShareFlags, before: Share): Share {
  if (flags.is_public ?? before === 4) return 4
  const family = flags.is_family ?? (before === 1 || before === 3)
  const friend = flags.is_friend ?? (before === 2 || before === 3)
  if (family) return friend ? 3 : 1
  return friend ? 2 : 0
}

/** Whether a change of sharing hides the document from any viewer. */
export function narrows(before: Share, after: Share): boolean {
  if (before === 4) return after !== 4
  return after !== 4 && (before & ~after) !== 0
}

/** The values of {@link Share} on the wire. */
export const shareWords = ['0', '1', '2', '3', '4'] as const

const shares: Readonly<Record<(typeof shareWords)[number], Share>> = { 0: 0, 1: 1, 2: 2, 3: 3, 4: 4 }

/** Parses a value of {@link shareWords}. */
export function parseShare(word: (typeof shareWords)[number]): Share {
  return shares[word]
}
