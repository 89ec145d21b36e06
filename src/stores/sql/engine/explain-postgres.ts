import { Client } from 'pg'
import { factsOf, networkReason } from '../../network-reason.js'

/** The target of a connection, as the driver parses its address. */
interface Target {
  readonly server: string
  readonly user: string
  readonly database: string
}

/** PostgreSQL errors and what to do, by SQLSTATE. */
const refusals: Readonly<Record<string, (target: Target, message: string) => string>> = {
  '28P01': ({ user }) => `refuses the password of the user ${user}; correct it`,
  '28000': ({ user }, message) =>
    /no encryption|SSL off/.test(message)
      ? 'wants TLS; add ?sslmode=require to the address'
      : `does not let the user ${user} in (${message}); create the user, or permit it in pg_hba.conf`,
  '3D000': ({ database }) => `has no database ${database}; create it (createdb ${database}), or correct the name`,
  '42501': ({ user }, message) => `does not permit this to the user ${user} (${message}); grant it`,
  '53300': () => 'has no connection left; raise max_connections, or run fewer gateways',
  '57P03': () => 'is starting or stopping; try again in a moment',
  '25006': () => 'takes no writes; name the primary server, not a replica',
}

/** Errors of the driver, which have no code. */
const complaints: readonly (readonly [RegExp, (target: Target) => string])[] = [
  [
    /password must be a (?:non-empty )?string|no password|empty password/i,
    ({ user }) => `wants a password for the user ${user}; add it`,
  ],
  [/does not support SSL/i, () => 'does not speak TLS; leave sslmode out of the address'],
  [/connection terminated|unexpected/i, () => 'closed the connection; check that it is PostgreSQL that listens there'],
]

/**
 * Explains why PostgreSQL cannot be used and what to do; never shows the password.
 *
 * @param url the address of the database
 * @param error what the driver threw
 * @returns undefined where the error is not about the server, such as that of an invalid query
 */
export function explainPostgres(url: string, error: unknown): string | undefined {
  const target = targetOf(url)
  const { code, message } = factsOf(error)
  const complaint = complaints.find(([pattern]) => pattern.test(message))?.[1]
  const reason = networkReason(error) ?? refusals[code]?.(target, message) ?? complaint?.(target)
  return reason && `PostgreSQL at ${target.server} ${reason}`
}

function targetOf(url: string): Target {
  const { host, port, user, database } = new Client({ connectionString: url })
  return { server: `${host}:${port}`, user: user ?? '', database: database ?? '' }
}
