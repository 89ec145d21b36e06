/** The largest number of a database that Redis can be configured for. */
const LARGEST_DATABASE = 2 ** 31 - 1

/**
 * Validates the addresses of Redis. Whether the server has the database is checked when it is connected to.
 *
 * @param nodes one server, or several nodes of one cluster
 * @returns the problem, as a text that follows the name of the setting; undefined if there is none
 */
export function redisProblem(nodes: readonly string[]): string | undefined {
  if (nodes.length === 0 || !nodes.every(isRedisAddress)) {
    return 'must be redis://HOST:PORT or rediss://HOST:PORT, or several nodes of one cluster with commas between them'
  }
  const addresses = nodes.map((node) => new URL(node))
  const [first] = addresses
  const problems: readonly (readonly [string, (address: URL) => boolean])[] = [
    ['names redis and rediss; give all nodes of a cluster the same', ({ protocol }) => protocol !== first?.protocol],
    ['has a user or a password that cannot be decoded; write % as %25', (address) => !isDecodable(address)],
    ['names a user without a password; add it (redis://USER:PASSWORD@HOST)', hasUserOnly],
    ['names a database that Redis cannot have; correct the number at its end', isBeyondAnyDatabase],
    [
      'names a database of a cluster, which has none; leave the number out',
      (address) => nodes.length > 1 && databaseOf(address) > 0,
    ],
    [
      'names several users or passwords; give all nodes of a cluster the same',
      (address) => nodes.length > 1 && isOtherUser(address, first),
    ],
  ]
  return problems.find(([, holds]) => addresses.some(holds))?.[0]
}

/** The number of the database in an address of Redis; 0 if it has none. */
export function redisDatabase(address: string): number {
  return databaseOf(new URL(address))
}

/** Whether a text is an address of Redis: scheme, optional user and password, host, optional port and database. */
function isRedisAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, pathname, search, hash } = new URL(text)
  return /^rediss?:$/.test(protocol) && hostname !== '' && /^(?:\/\d*)?$/.test(pathname) && search === '' && hash === ''
}

function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password)
    return true
  } catch {
    return false
  }
}

/** Whether an address has a user but no password, which the driver would ignore. */
function hasUserOnly({ username, password }: URL): boolean {
  return username !== '' && password === ''
}

function isBeyondAnyDatabase(address: URL): boolean {
  return databaseOf(address) > LARGEST_DATABASE
}

function databaseOf({ pathname }: URL): number {
  return Number(pathname.slice(1))
}

/** Whether a node has another user or password than the first one, whose credentials are used for all nodes. */
function isOtherUser({ username, password }: URL, first: URL | undefined): boolean {
  return password !== '' && (username !== first?.username || password !== first.password)
}
