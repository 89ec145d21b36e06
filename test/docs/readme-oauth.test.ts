import { readFileSync } from 'node:fs'
import { password } from '../support/add-member.js'
import { babelgate, converse } from '../support/conversation.js'
import { typedVerifier } from '../support/oauth-consent.js'
import { useServedMember } from '../support/served-member.js'
import { createVisitor } from '../support/visitor.js'

/** The section, with its blocks by language. */
const [section = ''] = /^## OAuth 1\.0a\n[\s\S]*?(?=^## )/m.exec(readFileSync('README.md', 'utf8')) ?? []
const block = (language: string) => new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(section)?.[1] ?? ''

const served = useServedMember()

/** Runs a program that asks for a verifier, with the variables of the tour. */
async function run(...command: readonly string[]) {
  const { place, member, server, application } = served()
  const visitor = createVisitor(server.url)
  await visitor.submit('/login', { username: member.username, password })
  const conversation = converse(place, command, application)
  const address = await conversation.heard(/(http\S+oauth_token=\S+)\s/)
  conversation.say(typedVerifier(await (await visitor.submit(address)).text()))
  return conversation.ended()
}

test('the commands of the page work as they stand there', async () => {
  const npx = `npx() { shift; ${babelgate.map((word) => `'${word}'`).join(' ')} "$@"; }\n`
  const { code, stdout } = await run('sh', '-ec', npx + block('sh'))
  expect(code).toBe(0)
  expect(stdout).toMatch(/The token is kept in .*"username": "ada".*username="ada"/s)
})

test('the Python program of the page works as it stands there', async () => {
  const program = block('python').replace('http://127.0.0.1:8080', served().server.url)
  const { code, stdout } = await run('/usr/bin/python3', '-u', '-c', program)
  expect(code).toBe(0)
  expect(stdout).toMatch(/'username': 'ada'/)
})
