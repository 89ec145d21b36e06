import { SettingsError } from '../../config/settings.js'
import { messageOf, systemCode } from '../../system/system-reason.js'

/** Explanations of why a server cannot listen, by system error code, with what to do. */
const reasons: Readonly<Record<string, (host: string, port: string) => string>> = {
  EADDRINUSE: (host, port) =>
    `${port} is in use on HOST ${host}; stop the program that listens there, or set another port`,
  EADDRNOTAVAIL: (host) => `HOST ${host} is no address of this machine; set one that is, or 0.0.0.0 for all`,
  ENOTFOUND: (host) => `HOST ${host} is no address and no name that is known; set an address of this machine`,
  EAI_AGAIN: (host) => `HOST ${host} cannot be looked up now; set an address of this machine`,
  EACCES: (host, port) =>
    `${port} on HOST ${host} is for privileged users; set a port above 1023, or allow it (setcap cap_net_bind_service)`,
  EAFNOSUPPORT: (host) => `HOST ${host} is of a kind that this machine has not; set an address of this machine`,
}

/** Makes the error of a server that cannot listen. @param setting the setting of the port @param cause the error of node */
export function explainListening(
  setting: 'PORT' | 'METRICS_PORT',
  { host, port }: { readonly host: string; readonly port: number },
  cause: unknown,
): SettingsError {
  const named = `${setting} ${port}`
  const reason = reasons[systemCode(cause)]?.(host, named)
  return new SettingsError(reason ?? `${named} on HOST ${host} cannot be listened on: ${messageOf(cause)}`, { cause })
}
