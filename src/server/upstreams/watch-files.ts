import { unwatchFile, watchFile } from 'node:fs'
import type { ServedUpstreams } from './served-upstreams.js'

/** The interval of looking at a file, in milliseconds. Unlike events it also works for mounted folders, and editors that replace files. */
const pollInterval = 500

/**
 * Reads the services again whenever one of their files changes.
 *
 * @returns what ends the watch
 */
export function watchUpstreams(upstreams: ServedUpstreams): () => void {
  let watched: readonly string[] = []
  const onChange = () => {
    // The new file may name others.
    void upstreams.reload().then(follow)
  }
  const stop = () => {
    for (const file of watched) unwatchFile(file, onChange)
    watched = []
  }
  const follow = () => {
    if (isStopped) return
    stop()
    watched = upstreams.files
    for (const file of watched) watchFile(file, { interval: pollInterval, persistent: false }, onChange)
  }
  let isStopped = false
  follow()
  return () => {
    isStopped = true
    stop()
  }
}
