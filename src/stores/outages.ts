/** Who wants to know that a server went away or came back; each is told once. */
export interface Outages {
  /** @param server `host:port`, or `cluster` where no node of a Redis Cluster answers */
  away(server: string, reason: string): void
  back(server: string): void
}

/** For those who do not want to know. */
export const noOutages: Outages = { away() {}, back() {} }
