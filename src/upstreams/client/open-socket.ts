import type { Socket } from 'node:net'

/** Waits until a socket is open. @throws the error of the socket, or the reason of the signal */
export function whenOpen(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      reject(signal.reason)
      socket.destroy()
    }
    signal.addEventListener('abort', giveUp, { once: true })
    // The listener stays, since an error without one ends the process.
    socket.on('error', reject)
    socket.once('close', () => reject(new Error('The connection was closed before it was open')))
    socket.once(event, () => {
      signal.removeEventListener('abort', giveUp)
      resolve(socket)
    })
    if (signal.aborted) giveUp()
  })
}

/** The port of a URL, whose default ports are left out. */
export function portOf({ protocol, port }: URL): number {
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}

/** The host of a URL for sockets: IPv6 addresses without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}
