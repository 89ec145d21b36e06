import { z } from 'zod'

/**
 * The member `permissions` of an answer: a level by kind. Clients know five kinds, which XML writes as attributes; further
 * ones are members that are not declared.
 */
export const permissionLevels = <Schema extends z.ZodType>(level: Schema) =>
  z.object({ doc: level, blog: level, profile: level, network: level, post: level }).catchall(level)
