/** The names of the closed services that an application may call; {@link everyService} stands for all of them. */
export type AllowedServices = readonly string[]

/** The word for every service, also for those that are added later. */
export const everyService = '*'
