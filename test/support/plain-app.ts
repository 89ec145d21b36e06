import { type Application, plainPolicy } from '../../src/core/ports/app-store.js'

/** The application of ipernity's documentation, as a store gives it that nobody has set up differently. */
export const plainApp: Application = {
  ...plainPolicy,
  id: 1,
  key: '6fa87ba500002712bd4eed6020f3bd72',
  secret: 'e9a599f0cf6ce193',
  name: 'Tester',
  type: 'desktop',
  callback: undefined,
  website: undefined,
  ownerId: '1',
  disabled: false,
  texts: {},
  createdAt: 0,
}
