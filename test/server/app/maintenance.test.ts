import { addMember, type Member } from '../../support/add-member.js'
import { codeOf } from '../../support/api-client.js'
import { type Installation, installations, type ServerProcess, until } from '../../support/process.js'

describe.each(installations)('maintenance on %s', (_kind, createInstallation) => {
  let place: Installation
  let member: Member
  let servers: readonly ServerProcess[]
  beforeAll(async () => {
    place = await createInstallation()
    member = await addMember(place)
    servers = [await place.serve(), await place.serve()]
  })
  afterAll(() => place.remove())

  const codes = () => Promise.all(servers.map(({ url }) => codeOf(url, member, 'auth.checkToken')))

  test('switched by the command line closes and opens every running server within a second', async () => {
    expect(await codes()).toEqual([0, 0])
    expect(await place.json('maintenance', 'status')).toEqual({ maintenance: false })
    expect(await place.json('maintenance', 'on')).toEqual({ maintenance: true })
    await until(async () => (await codes()).every((code) => code === 501), 1000)
    expect(await place.json('maintenance', 'status')).toEqual({ maintenance: true })
    expect((await place.run(['maintenance', 'status'])).stdout).toBe('Maintenance is on.\n')
    expect(await place.json('maintenance', 'off')).toEqual({ maintenance: false })
    await until(async () => (await codes()).every((code) => code === 0), 1000)
  })

  test('survives a restart', async () => {
    await place.json('maintenance', 'on')
    const late = await place.serve()
    expect(await codeOf(late.url, member, 'auth.checkToken')).toBe(501)
    expect(await late.stop()).toBe(0)
    await place.json('maintenance', 'off')
  })
})
