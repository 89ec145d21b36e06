import { existsSync } from 'node:fs'
import { type Settings, SettingsError } from '../../config/settings.js'
import { loadSecretKey, secretKeyFile } from '../../stores/files/secret-key.js'
import type { Sql } from '../../stores/sql/engine/sql.js'
import { createSealer, type Sealer } from '../../stores/sql/identity/sealer.js'
import { secretKeyMatches } from '../../stores/sql/identity/secret-key-matches.js'
import { prepareDataDir } from './data-dir.js'
import type { Opening } from './open-sql.js'

/**
 * Opens the sealer of secrets, with SECRET_KEY or the key file in DATA_DIR. The key file is created together with the
 * database, or at the latest with the first secret.
 *
 * @throws SettingsError if secrets in the database are sealed with another key
 */
export async function openSealer({ SECRET_KEY, DATA_DIR }: Settings, opening: Opening, sql: Sql): Promise<Sealer> {
  const file = secretKeyFile(DATA_DIR)
  const isMissing = SECRET_KEY === undefined && !existsSync(file)
  if (isMissing && (await secretKeyMatches(sql, createSealer(''))) !== undefined) {
    throw new SettingsError(
      `${file} is missing, the key of the secrets in the database; put it back, or set SECRET_KEY`,
    )
  }
  const ownSealer = () => {
    prepareDataDir(DATA_DIR)
    return createSealer(loadSecretKey(DATA_DIR))
  }
  if (isMissing && opening === 'existing') return lazySealer(ownSealer)
  const sealer = SECRET_KEY === undefined ? ownSealer() : createSealer(SECRET_KEY)
  if ((await secretKeyMatches(sql, sealer)) === false) {
    const name = SECRET_KEY === undefined ? file : 'SECRET_KEY'
    throw new SettingsError(`${name} is not the key that secrets were sealed with; put that one back`)
  }
  return sealer
}

/** A sealer that is created at its first use. */
function lazySealer(make: () => Sealer): Sealer {
  let sealer: Sealer | undefined
  const made = () => {
    sealer ??= make()
    return sealer
  }
  return {
    seal: (text, identity) => made().seal(text, identity),
    open: (text, identity) => made().open(text, identity),
  }
}
