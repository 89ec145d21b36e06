import { formatLimits } from '../../core/limits/limit.js'
import type { Application } from '../../core/ports/app-store.js'
import { type JsonOption, print, RefusalError } from '../output.js'

/** Checks that an application was found. @throws RefusalError if none has the key */
export function found<Found>(key: string, value: Found | undefined): Found {
  if (value === undefined) {
    throw new RefusalError(`There is no application with the key ${key}; app list shows all of them`)
  }
  return value
}

/** Prints an application, including its secret. */
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

/** The credentials and basic data of an application, as `app create` prints them. */
export function credentials({ key, secret, name, type, callback }: Application) {
  return { api_key: key, secret, name, type, callback: callback ?? null }
}

/** The data of an application without its secret. */
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
    services: app.services,
    texts: app.texts,
    created_at: app.createdAt,
  }
}
