/** Is called once when a server becomes unavailable, and once when it is available again. */
export interface OutageListener {
  /** @param server `host:port`, or `cluster` where no node of a Redis Cluster answers */
  down(server: string, reason: string): void
  up(server: string): void
}

/** Ignores outages. */
export const ignoreOutages: OutageListener = { down() {}, up() {} }
