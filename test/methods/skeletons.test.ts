import { builtInMethods } from '../../src/methods/index.js'
import { registryOf } from '../support/registry.js'
import { documented, shapeDifferences } from '../support/skeleton.js'

const registry = registryOf(builtInMethods)

/** Documented, and not answered, for a reason. */
const missing: Readonly<Record<string, string>> = {
  'user.get -.user.is_online': 'nothing records who is online',
  'user.get -.user.tmo': 'nothing records where members are',
  'user.get -.user.location': 'nothing records where members are',
  'account.getQuota -.quota.upload.max.seconds': 'no account is limited by playing time',
  'account.getQuota -.quota.upload.used.seconds': 'no account is limited by playing time',
  'account.getQuota -.quota.upload.left.seconds': 'no account is limited by playing time',
  'doc.get -.doc.geo.loc_id': 'no gazetteer gives names to places',
  'doc.get -.doc.geo.location': 'no gazetteer gives names to places',
  'doc.get -.doc.original.length': 'playing times are not read from files',
  'doc.get -.doc.medias.media.width': 'films are not looked into',
  'doc.get -.doc.medias.media.height': 'films are not looked into',
  'doc.get -.doc.medias.media.length': 'playing times are not read from files',
  'doc.get -.doc.notes.note': 'nobody can write notes by this API so far',
}

/** Answered, and not in the documented sample, for a reason. */
const beyond: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['api.methods.getList +.methods.method', 'api.methods.get +.method'].flatMap((path) => [
      [`${path}.authentication.safety`, 'on methods that know safety levels'],
      ...['blog', 'profile', 'network', 'post'].map((kind) => [`${path}.permissions.${kind}`, 'a further kind']),
    ]),
  ),
  'api.methods.get +.method.errors.label': 'on errors that all methods share',
  'upload.file +.doc_id': 'live clients read it with async=0',
  'doc.get +.doc.md5': 'extra=md5',
  'doc.getList +.docs.doc.owner': 'extra=owner',
  'doc.getList +.docs.doc.dates': 'extra=dates',
  'doc.getList +.docs.doc.count': 'extra=count',
  'doc.getList +.docs.doc.medias': 'extra=medias',
  'doc.getList +.docs.doc.original': 'extra=original',
  'doc.getList +.docs.doc.md5': 'extra=md5',
  'doc.getList +.docs.doc.lat': 'extra=geo',
  'doc.getList +.docs.doc.lng': 'extra=geo',
}

/** Parameters that differ from the documentation, for a reason. */
const parameters: Readonly<Record<string, string>> = {
  'test.echo echo': 'error 1 says that it is missing, so that any other parameter may come alone',
  'auth.checkToken auth_token': 'is a credential here, not a parameter',
  'user.get user_id': 'live clients leave it out to get the caller',
  'doc.getList user_id': 'live clients leave it out to get the caller',
  'upload.file file': 'is a file, not a parameter',
}

describe.each(Object.entries(documented))('%s', (name, expected) => {
  const method = registry.resolve(name)

  test('asks for what the documentation says', () => {
    const { signature = false, token = false, post = false, permission = {} } = method.needs
    const { sign, ...auth } = expected.auth
    expect({ sign: signature, token, post, safety: method.safety }).toEqual({ safety: false, sign, ...auth })
    expect(permission).toEqual(expected.permissions)
  })

  test('takes the documented parameters', () => {
    const known = new Map(method.params.specs.map((spec) => [spec.name, spec.required]))
    const reasoned = (param: { name: string }) => `${name} ${param.name}` in parameters
    for (const param of expected.params.filter((param) => !reasoned(param))) {
      expect([param.name, known.get(param.name)]).toEqual([param.name, param.required])
    }
    const names = new Set(expected.params.map((param) => param.name))
    expect([...known.keys()].filter((param) => !names.has(param))).toEqual([])
  })

  test('has the documented faults', () => {
    expect(Object.keys(method.errors).map(Number)).toEqual(expected.errors)
  })

  test('declares the documented answer', () => {
    const differences = shapeDifferences(method.result, expected.response).map((path) => `${name} ${path}`)
    expect(differences.filter((path) => !(path in missing) && !(path in beyond))).toEqual([])
  })
})

test('no reason is left for a difference that is gone', () => {
  const differences = Object.entries(documented).flatMap(([name, { response }]) =>
    shapeDifferences(registry.resolve(name).result, response).map((path) => `${name} ${path}`),
  )
  expect(Object.keys({ ...missing, ...beyond }).filter((reason) => !differences.includes(reason))).toEqual([])
})
