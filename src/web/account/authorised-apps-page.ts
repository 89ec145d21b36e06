import type { PermissionKinds } from '../../core/permission-kinds.js'
import type { User } from '../../core/ports/user-store.js'
import type { AuthorisedApp } from '../../identity/grants/consents.js'
import { describePermissions } from '../consent/describe-permissions.js'
import { day } from '../day.js'
import { setNotice } from '../notice.js'
import type { Page, PageContext } from '../page-context.js'
import { formField, queryField } from '../request-fields.js'
import { webAddress } from '../web-address.js'

/** Lists the applications that a user has authorised. */
export function authorisedAppsPage({ browsers, consents, kinds, show, goTo }: PageContext): Page {
  return {
    path: '/account/apps',
    async get(req, res) {
      const user = browsers.userOf(req)
      if (user === undefined) return goTo(res, '/login?next=%2Faccount%2Fapps')
      const apps = (await consents.list(user.id)).map((app) => describe(app, kinds, user))
      show(req, res, 'authorised-apps', { apps })
    },
  }
}

/** Revokes the consent of a user to an application, from its next call on; GET asks for confirmation. */
export function revokePage({ browsers, consents, kinds, settings, show, goTo }: PageContext): Page {
  const find = async (userId: string, key: string) => (await consents.list(userId)).find(({ app }) => app.key === key)
  return {
    path: '/account/apps/revoke',
    async get(req, res) {
      const user = browsers.userOf(req)
      if (user === undefined) return goTo(res, '/login?next=%2Faccount%2Fapps')
      const found = await find(user.id, queryField(req, 'app'))
      if (found === undefined) return goTo(res, '/account/apps')
      const { key, name, permissions } = describe(found, kinds, user)
      show(req, res, 'revoke', { csrf: await browsers.formToken(req, res), key, name, permissions })
    },
    async post(req, res) {
      const user = browsers.userOf(req)
      const found = user && (await find(user.id, formField(req, 'app')))
      if (user !== undefined && found !== undefined && (await consents.revoke(user.id, found.app.key))) {
        setNotice(res, settings.basePath, 'revoked', found.app.name)
      }
      goTo(res, '/account/apps')
    },
  }
}

function describe({ app, consent }: AuthorisedApp, kinds: PermissionKinds, { lg }: User) {
  return {
    key: app.key,
    name: app.name,
    website: webAddress(app.website),
    permissions: describePermissions(kinds, consent.permissions, [lg]),
    since: day(consent.createdAt),
    changed: day(consent.updatedAt),
  }
}
