import { readSettings } from '../dist/config/settings.js'
import { openServices } from '../dist/server/services.js'

/**
 * Registers so many applications of one user in the database that the environment names, and prints the keys of some,
 * spread evenly: `node many-applications.js COUNT SHOWN`.
 */
const [count, shown] = process.argv.slice(2).map(Number)
/** As many as share a commit. */
const together = 200

const { accounts, apps, close } = await openServices(readSettings(process.env))
const account = { username: 'grower', password: 'a long pass phrase', realname: 'Grower', lg: 'en' }
const { user } = await accounts.signUp(account, 'cli:bench')
const keys = []
for (let made = 0; made < count; made += together) {
  const next = Array.from({ length: Math.min(together, count - made) }, (_, index) =>
    apps.create({ name: `Application ${made + index}`, type: 'desktop', ownerId: user.id }, 'cli:bench'),
  )
  keys.push(...(await Promise.all(next)).map(({ key }) => key))
}
await close()
const step = Math.max(1, Math.floor(count / shown))
process.stdout.write(JSON.stringify(keys.filter((_, index) => index % step === 0).slice(0, shown)))
