import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { z } from 'zod'
import { makeCertificate } from '../support/certificate.js'
import { type Environment, install } from '../support/process.js'

const dockerfile = readFileSync('Dockerfile', 'utf8')
const [, command = '[]'] = /^HEALTHCHECK .*?CMD (\[.*\])$/m.exec(dockerfile) ?? []

/** Runs the check as Docker does. @returns its exit code */
async function check(env: Environment): Promise<unknown> {
  const [program, ...args] = z.array(z.string()).parse(JSON.parse(command))
  expect(program).toBe('node')
  return promisify(execFile)(process.execPath, args, { env: { ...env } }).then(
    () => 0,
    ({ code }) => code,
  )
}

test('the health check of the image tells a server that answers from one that does not', async () => {
  const place = install()
  const server = await place.serve()
  const env = { PORT: new URL(server.url).port }
  expect(await check(env)).toBe(0)
  expect(await check({ ...env, TLS_CERT: 'cert.pem' })).toBe(1)
  await server.stop()
  expect(await check(env)).toBe(1)
  await place.remove()
})

test('the health check asks by TLS where the server has a certificate', async () => {
  const place = install()
  const { key, cert } = makeCertificate(place.folder)
  const server = await place.serve({ env: { TLS_CERT: cert, TLS_KEY: key } })
  expect(await check({ PORT: new URL(server.url).port, TLS_CERT: cert })).toBe(0)
  await place.remove()
})

test('the image is built from files that are there', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, names = '']) => names.split(' '))
  expect(copied.filter((name) => !existsSync(name))).toEqual([])
})
