import { addMember, type Member } from './add-member.js'
import { type Environment, type Installation, install, type ServerProcess } from './process.js'

/** An installation with a member, and the server that serves it. */
export interface ServedMember {
  readonly place: Installation
  readonly member: Member
  readonly server: ServerProcess
  /** The address and the application of the member, as environment variables. */
  readonly application: Environment
}

/** Prepares one for all tests of a file; what this gives tells it once they run. */
export function useServedMember(): () => ServedMember {
  let served: ServedMember
  beforeAll(async () => {
    const place = install()
    const member = await addMember(place)
    const server = await place.serve()
    const { api_key: BABELGATE_API_KEY, secret: BABELGATE_SECRET } = member
    const application = { BABELGATE_URL: server.url, BABELGATE_API_KEY, BABELGATE_SECRET }
    served = { place, member, server, application }
  })
  afterAll(async () => {
    expect(await served.server.stop()).toBe(0)
    await served.place.remove()
  })
  return () => served
}
