import {
  at,
  by,
  elsewhere,
  elsewhereToo,
  guessing,
  inventing,
  once,
  refuseAll,
  suspending,
  unknownKey,
} from './wrong-calls.js'

const version = { oauth_version: '2.0' }

/** Several things wrong at once: the first of the order counts. */
refuseAll({
  '123 before 102': [123, ({ where }) => ({ format: 'soup', alter: elsewhereToo(where) })],
  '102 before 130': [102, () => ({ format: 'soup', oauth: version })],
  '103 before 130': [103, () => ({ method: 'test.nothing', oauth: version })],
  '123 before 130': [123, ({ where }) => ({ oauth: version, alter: elsewhereToo(where) })],
  '130 before 131': [130, () => ({ oauth: { ...version, oauth_nonce: undefined } })],
  '131 before 135': [131, () => ({ oauth: { ...by('HMAC-MD5'), oauth_nonce: undefined } })],
  '135 before 101': [135, () => ({ consumer: unknownKey, oauth: by('HMAC-MD5') })],
  '135 without TLS before 101': [135, () => ({ consumer: unknownKey, oauth: by('PLAINTEXT') })],
  '101 before 135 of the application': [101, () => ({ consumer: unknownKey, oauth: by('MD5') })],
  '135 of the application before 132': [135, () => ({ oauth: { ...by('MD5'), ...at(-1000) } })],
  '101 before 132': [101, () => ({ consumer: unknownKey, oauth: at(-1000) })],
  '132 before 107': [132, (stage) => ({ consumer: inventing(stage), oauth: at(-1000) })],
  '132 before 105': [132, ({ member }) => ({ consumer: guessing(member), oauth: at(-1000) })],
  '107 before 105': [107, (stage) => ({ consumer: guessing(inventing(stage)) })],
  '105 before 106': [105, ({ consumer }) => ({ consumer: guessing(consumer), method: 'auth.checkToken' })],
  '105 before 111': [105, async (stage) => ({ consumer: guessing(await elsewhere(stage)) })],
  '106 before 111': [106, async (stage) => ({ consumer: await elsewhere(stage), method: 'auth.checkToken' })],
  '111 before 108': [
    111,
    async (stage) => {
      const [consumer, suspend] = await suspending(stage, await elsewhere(stage))
      await suspend()
      return { consumer }
    },
  ],
  '108 before 133': [
    108,
    async (stage) => {
      const [consumer, suspend] = await suspending(stage)
      const oauth = once()
      await stage.call({ consumer, oauth })
      await suspend()
      return { consumer, oauth }
    },
  ],
  '105 before 133': [
    105,
    async ({ consumer, call }) => {
      const oauth = once()
      await call({ consumer, oauth })
      return { consumer: guessing(consumer), oauth }
    },
  ],
  '134 before 133': [
    134,
    async ({ holder, call }) => {
      const consumer = await holder()
      const oauth = once(-280)
      await call({ consumer, oauth })
      await call({ consumer, oauth: at(50) })
      return { consumer, oauth }
    },
  ],
  '133 before 110': [
    133,
    async ({ holder, call }) => {
      const consumer = await holder({ doc: 'read' })
      const oauth = once()
      await call({ consumer, oauth })
      return { consumer, oauth, method: 'doc.delete' }
    },
  ],
  '110 before 1': [110, async ({ holder }) => ({ consumer: await holder({ doc: 'read' }), method: 'doc.delete' })],
})
