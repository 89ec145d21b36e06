import { basename } from 'node:path'
import type { CallProtocol } from './protocol.js'

/** REST: a form, or multipart where there are files. Its own format is JSON. */
export const rest: CallProtocol = {
  write({ method, pairs, files, format = 'json' }) {
    const path = `/api/${method}/${format}`
    if (files.length === 0) {
      return {
        path,
        headers: {},
        body: new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])),
      }
    }
    const body = new FormData()
    for (const [name, value] of pairs) body.append(name, value)
    for (const { name, path: source, content } of files) body.append(name, content, basename(source))
    return { path, headers: {}, body }
  },
  succeeded: (body) => body.startsWith('{"api":{"status":"ok"'),
}
