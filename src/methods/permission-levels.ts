import { z } from 'zod'

/**
 * The member `permissions` of an answer: the level by kind. Five kinds are declared, so that XML writes them as attributes,
 * as clients expect; further kinds are undeclared members.
 */
export const permissionLevels = <Schema extends z.ZodType>(level: Schema) =>
  z.object({ doc: level, blog: level, profile: level, network: level, post: level }).catchall(level)
