import { AnswerTimeout } from '../../../src/stores/redis/answer-timeout.js'

/** An answer that the test resolves. */
function answerToCome() {
  let come = () => {}
  const coming = new Promise<void>((resolve) => {
    come = resolve
  })
  return { come, coming }
}

test('no command of a tag is sent while an answer is overdue, also after its caller has timed out', async () => {
  const patience = new AnswerTimeout(30)
  const { come, coming } = answerToCome()
  const whole = patience.wait('one', () => patience.wait('one', () => coming))
  await expect(whole).rejects.toThrow('no answer within 30 ms')
  await new Promise(setImmediate)
  let questions = 0
  const ask = async () => ++questions
  await expect(patience.wait('one', ask)).rejects.toThrow('too long already')
  expect(await patience.wait('other', ask)).toBe(1)
  come()
  await new Promise(setImmediate)
  expect(await patience.wait('one', ask)).toBe(2)
})
