import { resolve } from 'node:path'
import { SecretKeeper } from '../file/secret-keeper.js'
import type { Spot } from '../file/source.js'
import { TypeCompiler } from '../method/compile-types.js'
import { checkMethodName, readMethod } from '../method/read-method.js'
import { readNeeds } from '../method/read-needs.js'
import { readOverride } from '../method/read-override.js'
import type { ConfiguredService, DescribedService, Description, PlacedName, WrittenService } from '../upstreams-file.js'
import type { ServiceWords } from '../words/file-words.js'
import { type Inherited, inherit, readTarget } from './read-target.js'

/** A service as it was read, with what was noticed on the way. */
export interface ReadService {
  readonly service: ConfiguredService
  readonly keeper: SecretKeeper
}

/**
 * Reads a service.
 *
 * @param defaults what it inherits
 * @throws UpstreamsError
 */
export function readService(name: string, words: ServiceWords, spot: Spot, defaults: Inherited): ReadService {
  const keeper = new SecretKeeper()
  const inherited = inherit(words, defaults)
  const facts: ServiceFacts = {
    place: spot.place,
    target: readTarget({ name, words, inherited }, spot, keeper),
    access: words.access ?? 'allowed',
    needs: words.needs === undefined ? {} : readNeeds(words.needs, spot.at('needs')),
  }
  for (const method of Object.keys(words.methods ?? {})) {
    for (const word of ['query', 'body', 'headers']) keeper.keepVariables(spot.at('methods', method, word))
  }
  const context = { words, spot, inherited, facts, keeper }
  const service = words.openapi === undefined ? written(context) : described(context, words.openapi)
  return { service, keeper }
}

type ServiceFacts = Pick<DescribedService, 'place' | 'target' | 'access'> & Pick<DescribedService['defaults'], 'needs'>

interface ServiceContext {
  readonly words: ServiceWords
  readonly spot: Spot
  readonly inherited: Inherited
  readonly facts: ServiceFacts
  readonly keeper: SecretKeeper
}

/** Words about the operations of a description. */
const ofDescribed = ['import_from', 'include', 'exclude', 'rename'] as const

function written({ words, spot, inherited, facts, keeper }: ServiceContext): WrittenService {
  const wrong = ofDescribed.find((word) => words[word] !== undefined)
  if (wrong !== undefined)
    spot.at(wrong).fail('is about operations of a description, but there is none; add openapi, or leave it out')
  if (words.url === undefined) return spot.fail('must have a url, or openapi with a description')
  if (facts.target.urls.length === 0) return spot.at('url').fail('must name at least one address')
  const { name } = facts.target
  const typeWords = words.types ?? {}
  const types = new TypeCompiler(typeWords, spot.at('types'))
  const document = {
    types: Object.fromEntries(
      Object.entries(typeWords).map(([type, members]) => [type, types.object(members, spot.at('types', type))]),
    ),
  }
  const methods = Object.entries(words.methods ?? {})
  if (methods.length === 0) return spot.fail('has no methods; write some, or name a description by openapi')
  const operations = methods.map(([method, one]) => {
    const context = { service: name, types, inherited, needs: facts.needs }
    return readMethod(method, one, spot.at('methods', method), context)
  })
  const { place, target, access } = facts
  const title = words.title ?? name
  return { kind: 'written', place, target, access, title, document, operations, secrets: [...keeper.secrets] }
}

function described({ words, spot, inherited, facts, keeper }: ServiceContext, openapi: string): DescribedService {
  if (words.types !== undefined)
    spot.at('types').fail('belongs to methods written here; the description has types of its own')
  const { place, target, access, needs } = facts
  const { name } = target
  const overrides = Object.entries(words.methods ?? {}).map(([method, one]) => {
    return readOverride(method, one, spot.at('methods', method), inherited.breaker)
  })
  return {
    ...{ kind: 'openapi', place, target, access, overrides },
    title: words.title,
    secrets: [...keeper.secrets],
    description: readDescription(openapi, spot.at('openapi')),
    importFrom: (words.import_from ?? []).map((host) => host.toLowerCase()),
    include: words.include && placed(words.include, spot.at('include')),
    exclude: placed(words.exclude ?? [], spot.at('exclude')),
    rename: readRename(words.rename ?? {}, name, spot.at('rename')),
    defaults: { timeout: inherited.timeout, retries: inherited.retries, needs },
  }
}

function placed(names: readonly string[], spot: Spot): readonly PlacedName[] {
  return names.map((name, index) => ({ name, place: spot.at(index).place }))
}

function readRename(words: Readonly<Record<string, string>>, service: string, spot: Spot): DescribedService['rename'] {
  return Object.entries(words).map(([name, to]) => {
    const at = spot.at(name)
    checkMethodName(to, service, at)
    return { name, to, place: at.place }
  })
}

/** A file, relative to the file of services, or an address. */
function readDescription(text: string, spot: Spot): Description {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { kind: 'file', path: resolve(spot.folder, text) }
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return spot.fail('must be a file, or an address such as https://api.example.com/openapi.json')
  }
  if (url.username + url.password !== '') spot.fail('must be an address without user and password')
  return { kind: 'address', url, lockFolder: resolve(spot.folder, 'upstreams.lock') }
}
