import { join } from 'node:path'
import { type Installation, installOnPostgres, type ServerProcess } from '../../support/process.js'

let place: Installation
let stranger: Installation
beforeAll(async () => {
  place = await installOnPostgres()
  stranger = await installOnPostgres()
})
afterAll(async () => {
  await place.remove()
  await stranger.remove()
})

async function missing({ url }: ServerProcess): Promise<unknown> {
  const response = await fetch(`${url}/readyz`)
  return JSON.parse(await response.text()).missing
}

test('a node is ready only with the folder of its database', async () => {
  expect(await missing(await place.serve())).toBeUndefined()
  const unmounted = { DATA_DIR: join(place.folder, 'not-mounted') }
  const second = await place.serve({ env: unmounted })
  expect(await missing(second)).toEqual({ data_dir: expect.stringMatching(/^is not marked as the folder of this/) })
  expect(await missing(await stranger.serve({ env: unmounted }))).toBeUndefined()
  const third = await place.serve({ env: unmounted })
  expect(await missing(third)).toEqual({ data_dir: expect.stringMatching(/^belongs to another database/) })
})
