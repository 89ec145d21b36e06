import { type LocalText, textIn } from '../../core/local-text.js'
import type { PermissionKinds } from '../../core/permission-kinds.js'
import type { Permissions } from '../../core/permissions.js'
import type { PermissionView } from '../views.js'

/** The language of the pages, which their parts need not name. */
const ofPages = 'en'

/**
 * Permissions in the words of those who declared their kinds; kinds without any are left out.
 *
 * @param languages in which the user would like the words, best first
 */
export function inWords(
  kinds: PermissionKinds,
  permissions: Permissions,
  languages: readonly (string | undefined)[],
): PermissionView[] {
  const held = kinds.held(permissions)
  const worded = (text: LocalText) => {
    const chosen = textIn(text, languages)
    return { text: chosen.text, lg: chosen.lg === ofPages ? '' : chosen.lg }
  }
  return kinds.all.flatMap(({ name, title, levels }) =>
    [...levels]
      .filter(([level]) => level === held[name])
      .map(([level, allows]) => ({ title: worded(title), allows: worded(allows), grave: level === 'delete' })),
  )
}
