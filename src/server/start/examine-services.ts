import { randomUUID } from 'node:crypto'
import type { Settings } from '../../config/settings.js'
import { ApiError } from '../../core/api-error.js'
import { messageOf } from '../../system/system-reason.js'
import type { ConfiguredService, UpstreamsFile } from '../../upstreams/config/upstreams-file.js'
import { createMask } from '../../upstreams/mask-secrets.js'
import type { OpenService } from '../../upstreams/open-services.js'
import type { ReservedNames } from '../../upstreams/openapi/describe-service.js'
import { chooseDialects } from '../dialects.js'
import { callForOperator, openForOperator } from '../upstreams/operator-services.js'
import { reservedNames } from '../upstreams/reserved-names.js'
import { readUpstreamsFile } from '../upstreams/upstreams-file.js'
import { type Finding, failed, passed } from './finding.js'

/** Checks the file of services and every service of it: description, DNS, TLS, a connection, and the credentials by its probes. */
export async function examineServices(settings: Settings): Promise<readonly Finding[]> {
  if (settings.UPSTREAMS === undefined) return []
  let file: UpstreamsFile
  let names: ReservedNames
  try {
    file = readUpstreamsFile(settings)
    names = reservedNames(chooseDialects(settings.DIALECTS))
  } catch (error) {
    return [failed('upstreams', messageOf(error))]
  }
  const mask = createMask(file.secrets)
  const count = file.services.length
  const findings = [
    passed('upstreams', `${settings.UPSTREAMS} can be read; it has ${count} service${count === 1 ? '' : 's'}`),
    ...file.warnings.map((warning) => passed('upstreams', `warning: ${warning}`)),
    ...(await Promise.all(file.services.map((service) => examineService(service, names)))),
  ]
  return findings.map((finding) => ({ ...finding, detail: mask(finding.detail) }))
}

async function examineService(service: ConfiguredService, names: ReservedNames): Promise<Finding> {
  const name = `service ${service.target.name}`
  let open: OpenService | undefined
  try {
    open = await openForOperator(service, names)
    await open.client.tryConnections()
    return passed(name, `a connection was made; ${await probe(open, service)}`)
  } catch (error) {
    return failed(name, reasonOf(error))
  } finally {
    await open?.client.close()
  }
}

/** Calls the probes of a service. @returns what that shows @throws Error that names the probe and the reason */
async function probe({ specs, probes }: OpenService, { target }: ConfiguredService): Promise<string> {
  const [first] = probes
  if (first === undefined) {
    const what = target.auth === undefined ? 'its answers were' : 'its credentials were'
    return `${what} not tried: no read is marked probe: true`
  }
  for (const spec of specs.filter(({ name }) => probes.includes(name))) {
    await callForOperator(spec, `doctor-${randomUUID()}`, []).catch((error: unknown) => {
      throw new Error(`the probe ${spec.name} failed: ${reasonOf(error)}`, { cause: error })
    })
  }
  return `${probes.join(', ')} answered`
}

/** The reason of an error of a call, which clients do not get. */
function reasonOf(error: unknown): string {
  return error instanceof ApiError ? `${error.message} (${error.reason})` : messageOf(error)
}
