import { type LocalText, textIn } from '../../core/local-text.js'
import type { PermissionKinds } from '../../core/permission-kinds.js'
import type { Permissions } from '../../core/permissions.js'
import type { PermissionView } from '../views.js'

/** The language of the pages; texts in it need no `lang` attribute. */
const pageLanguage = 'en'

/**
 * Describes permissions by the titles that their kinds declare. Kinds without a held level are left out.
 *
 * @param languages the user's preferred languages, best first
 */
export function describePermissions(
  kinds: PermissionKinds,
  permissions: Permissions,
  languages: readonly (string | undefined)[],
): PermissionView[] {
  const held = kinds.held(permissions)
  const viewOf = (text: LocalText) => {
    const chosen = textIn(text, languages)
    return { text: chosen.text, lg: chosen.lg === pageLanguage ? '' : chosen.lg }
  }
  return kinds.all.flatMap(({ name, title, levels }) =>
    [...levels]
      .filter(([level]) => level === held[name])
      .map(([level, allows]) => ({ title: viewOf(title), allows: viewOf(allows), grave: level === 'delete' })),
  )
}
