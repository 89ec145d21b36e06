import { runProgram } from '../../support/program.js'

/** Logs while node's thread pool, which does asynchronous writes, is busy until after the exit. */
const program = `
import { pbkdf2 } from 'node:crypto'
import { createGateway } from 'babelgate'

process.once('exit', () => { for (let i = 0; i < 12; i++) pbkdf2('a', 'b', 400_000, 64, 'sha512', () => undefined) })
const gateway = await createGateway({ methods: [], settings: { DATA_DIR: 'data' } })
await gateway.call('test.echo').catch(() => undefined)
await gateway.close()
`

test('the last lines of the log are written when a program ends', async () => {
  const { stderr } = await runProgram(program)
  expect(stderr).toContain('"method":"test.echo"')
})
