import type { AuthorisedApp } from '../core/consent/consents.js'
import { day } from './day.js'
import { inWords } from './permission-words.js'
import { formField } from './request-fields.js'
import type { Page, Tools } from './tools.js'
import { webAddress } from './web-address.js'

/** Shows users what they have allowed. */
export function authorisedAppsPage({ browsers, consents, show }: Tools): Page {
  return {
    path: '/account/apps',
    async get(req, res) {
      const user = browsers.userOf(req)
      if (user === undefined) return res.redirect(302, '/login?next=%2Faccount%2Fapps')
      const apps = (await consents.list(user.id)).map(describe)
      show(req, res, 'authorised-apps', { csrf: await browsers.formToken(req, res), apps })
    },
  }
}

/** Takes back what a user has allowed an application, on the very next call. */
export function revokePage({ browsers, consents }: Tools): Page {
  return {
    path: '/account/apps/revoke',
    async post(req, res) {
      const user = browsers.userOf(req)
      if (user !== undefined) await consents.revoke(user.id, formField(req, 'app'))
      res.redirect(302, '/account/apps')
    },
  }
}

function describe({ app, consent }: AuthorisedApp) {
  return {
    key: app.key,
    name: app.name,
    website: webAddress(app.website),
    permissions: inWords(consent.permissions),
    since: day(consent.createdAt),
    changed: day(consent.updatedAt),
  }
}
