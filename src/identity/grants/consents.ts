import type { Application, AppStore } from '../../core/ports/app-store.js'
import type { Consent, TokenStore } from '../../core/ports/token-store.js'

/** The dependencies of the consent services. */
export interface ConsentDependencies {
  readonly apps: Pick<AppStore, 'find' | 'findById'>
  readonly tokens: Pick<TokenStore, 'consentsOf' | 'removeConsent'>
}

/** An application with a user's consent. */
export interface AuthorisedApp {
  readonly app: Application
  readonly consent: Consent
}

/** The consent services behind `/account/apps`. */
export interface Consents {
  /** The applications that have a user's consent, by name. */
  list(userId: string): Promise<readonly AuthorisedApp[]>
  /** Revokes a user's consent with all its tokens and frobs; false where there was none for this key. */
  revoke(userId: string, key: string): Promise<boolean>
}

/** Creates the consent services. */
export function createConsents({ apps, tokens }: ConsentDependencies): Consents {
  return {
    async list(userId) {
      const authorised: AuthorisedApp[] = []
      for (const consent of await tokens.consentsOf(userId)) {
        const app = await apps.findById(consent.appId)
        if (app !== undefined) authorised.push({ app, consent })
      }
      return authorised.sort((a, b) => a.app.name.localeCompare(b.app.name))
    },
    async revoke(userId, key) {
      const app = await apps.find(key)
      return app !== undefined && tokens.removeConsent(app.id, userId, `user:${userId}`)
    },
  }
}
