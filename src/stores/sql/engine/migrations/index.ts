import { accounts } from './001-accounts.js'
import { documents } from './002-documents.js'
import { oauth } from './003-oauth.js'
import { nonces } from './004-nonces.js'
import { switches } from './005-switches.js'
import { limits } from './006-limits.js'
import { blockLists } from './007-block-lists.js'
import { installation } from './008-installation.js'
import { audit } from './009-audit.js'
import { nonceLog } from './010-nonce-log.js'
import { permissions } from './011-permissions.js'
import { services } from './012-services.js'
import type { Step } from './step.js'

/** All migrations, oldest first. */
export const steps: readonly Step[] = [
  accounts,
  documents,
  oauth,
  nonces,
  switches,
  limits,
  blockLists,
  installation,
  audit,
  nonceLog,
  permissions,
  services,
]
