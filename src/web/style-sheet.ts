import { readFileSync } from 'node:fs'
import type { Page } from './page-context.js'

/** The path of the style sheet. */
export const styleSheetPath = '/assets/style.css'

const maxAge = 3600

/** Serves the style sheet, cacheable. */
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
