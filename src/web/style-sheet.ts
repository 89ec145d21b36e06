import { readFileSync } from 'node:fs'
import type { Page } from './page-context.js'

/** Where browsers find it. */
export const styleSheetPath = '/assets/style.css'

const maxAge = 3600

/** The one style sheet, which browsers may keep. */
export function styleSheet(): Page {
  const css = readFileSync(new URL('./assets/style.css', import.meta.url))
  return {
    path: styleSheetPath,
    get: (_req, res) => {
      res.setHeader('Cache-Control', `public, max-age=${maxAge}`)
      res.type('css').send(css)
    },
  }
}
