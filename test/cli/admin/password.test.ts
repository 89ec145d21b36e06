import { babelgate, type Conversation, converse } from '../../support/conversation.js'
import { type Installation, install } from '../../support/process.js'

const password = 'typed and never shown'

let place: Installation
beforeAll(async () => {
  place = install()
  await place.json('user', 'create', '--username', 'ada', '--password', 'the first password')
})
afterAll(() => place.remove())

/** Starts a command on a terminal that shows what is typed, unless the command turns that off. */
function onTerminal(...args: readonly string[]): Conversation {
  return converse(place, ['script', '-qec', [...babelgate, ...args].join(' '), '--echo', 'always', '/dev/null'])
}

/** Types what is given, each answer when it is asked for. */
async function answer(conversation: Conversation, ...answers: readonly string[]) {
  const prompts = [/Password: /, /Password again: /]
  for (const [index, text] of answers.entries()) {
    await conversation.heard(prompts[index] ?? /never/)
    conversation.say(text)
  }
  const { code, stdout } = await conversation.ended()
  for (const text of answers) expect(stdout).not.toContain(text)
  return { code, lines: stdout.replaceAll('\r', '').split('\n') }
}

test.each([
  ['user create', ['user', 'create', '--username', 'bob'], /^Opened the account bob/],
  ['user create with -', ['user', 'create', '--username', 'cyd', '--password', '-'], /^Opened the account cyd/],
  ['user set-password', ['user', 'set-password', 'ada'], /^ada has a new password/],
])('%s asks twice on a terminal and shows nothing of it', async (_name, args, done) => {
  const { code, lines } = await answer(onTerminal(...args), password, password)
  expect({ code, lines }).toEqual({
    code: 0,
    lines: ['Password: ', 'Password again: ', expect.stringMatching(done), ''],
  })
})

test.each([
  ['two that differ', [password, `${password}!`], 1, 'babelgate: The two passwords differ; nothing was changed'],
  ['a short one', ['tiny123', 'tiny123'], 2, 'babelgate: Choose a password of at least 8 characters'],
  ['Ctrl-C', ['\u0003'], 1, 'babelgate: No password was typed; nothing was changed'],
  ['the end of the input', ['\u0004'], 1, 'babelgate: No password was typed; nothing was changed'],
])('%s is refused, and no account opened', async (_name, answers, code, complaint) => {
  const conversation = onTerminal('user', 'create', '--username', 'dan')
  const outcome = await answer(conversation, ...answers)
  expect(outcome.code).toBe(code)
  expect(outcome.lines.at(-2)).toBe(complaint)
  const users: { username: string }[] = await place.json('user', 'list')
  expect(users.map(({ username }) => username)).not.toContain('dan')
})

test('a deletion asks on a terminal, and takes nothing but yes for one', async () => {
  const app = await place.json('app', 'create', '--name', 'Album', '--owner', 'ada')
  const deleteIt = async (word: string) => {
    const conversation = onTerminal('app', 'delete', app.api_key)
    await conversation.heard(/Delete the application Album .*Type yes: /)
    conversation.say(word)
    return conversation.ended()
  }
  expect(await deleteIt('y')).toMatchObject({ code: 1, stdout: expect.stringContaining('Nothing was deleted') })
  expect(await place.json('app', 'list')).toHaveLength(1)
  expect(await deleteIt('yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('Deleted Album') })
  expect(await place.json('app', 'list')).toEqual([])
})
