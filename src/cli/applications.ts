import { parseCallback } from '../core/consent/callback.js'
import { formatLimits } from '../core/limits/limit.js'
import type { Application } from '../core/ports/app-store.js'
import { type JsonOption, print, UsageError } from './output.js'

/** @throws UsageError where the name is empty */
export function checkName(name: string | undefined): void {
  if (name?.trim() === '') throw new UsageError('The name must not be empty; users see it when they are asked')
}

/** @throws UsageError where users cannot safely be sent to the address */
export function checkCallback(callback: string | undefined): void {
  if (callback !== undefined && parseCallback(callback) === undefined) {
    throw new UsageError(
      `${callback} is no address that users can safely be sent to; give one such as https://example.org/callback`,
    )
  }
}

/** @throws UsageError where no application has the key */
export function found(key: string, app: Application | undefined): Application {
  if (app === undefined) throw new UsageError(`There is no application with the key ${key}; app list shows all of them`)
  return app
}

/** Prints everything about an application, its secret too. */
export function showApp(json: JsonOption['json'], app: Application): void {
  const facts = { ...credentials(app), ...publicFacts(app) }
  print(
    json,
    facts,
    Object.entries(facts).map(([name, value]) => `${name.padEnd(21)} ${plain(value)}`),
  )
}

function plain(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '').trim()
}

/** What a developer needs to begin with. */
export function credentials({ key, secret, name, type, callback }: Application) {
  return { api_key: key, secret, name, type, callback: callback ?? null }
}

/** Everything but the secret. */
export function publicFacts(app: Application) {
  return {
    api_key: app.key,
    name: app.name,
    type: app.type,
    callback: app.callback ?? null,
    website: app.website ?? null,
    owner_id: app.ownerId,
    state: app.disabled ? 'disabled' : 'active',
    sign_all: app.signAll,
    legacy_signatures: app.legacySignatures,
    ambiguous_signatures: app.ambiguousSignatures,
    addresses: app.addresses,
    oauth_methods: app.oauthMethods,
    rsa_public_key: app.rsaPublicKey ?? null,
    verifier: app.verifier,
    body_hash: app.bodyHash,
    limits: app.limits === undefined ? null : formatLimits(app.limits),
    texts: app.texts,
    created_at: app.createdAt,
  }
}
