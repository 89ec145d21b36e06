import type { DescribedService } from '../config/upstreams-file.js'
import { DescriptionError } from './refusal.js'

/**
 * The addresses of a service: those of the file, else the first one of its description. A host that only a fetched description names
 * must be allowed by the file.
 *
 * @param servers the addresses of the description, which may be relative to its own
 * @throws DescriptionError where there is none, or it must not be called
 */
export function serviceUrls(
  { target, description }: Pick<DescribedService, 'target' | 'description'>,
  servers: readonly string[],
): readonly URL[] {
  if (target.urls.length > 0) return target.urls
  const [first] = servers
  if (first === undefined) throw new DescriptionError('Its description names no address; write url beside openapi')
  const base = description.kind === 'address' ? description.url.href : undefined
  const url = URL.canParse(first, base) ? new URL(first, base) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username + url.password !== '') {
    throw new DescriptionError(
      `Its description names the address ${first}, which cannot be called; write url beside openapi`,
    )
  }
  if (base !== undefined && url.hostname !== new URL(base).hostname && !target.allow.includes(url.hostname)) {
    throw new DescriptionError(
      `Its address ${url.origin} is named by the fetched description only; write it as url, or ${url.hostname} under allow`,
    )
  }
  url.search = ''
  url.hash = ''
  url.pathname = url.pathname.replace(/\/+$/, '')
  return [url]
}
