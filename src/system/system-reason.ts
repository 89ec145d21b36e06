import { userInfo } from 'node:os'

/** Explanations of system errors on files and folders, by error code, with what to do. */
const reasons: Readonly<Record<string, () => string>> = {
  ENOENT: () => 'it does not exist; correct the path',
  ENOTDIR: () => 'a part of the path is a file; correct the path',
  EEXIST: () => 'it is a file; correct the path',
  EISDIR: () => 'it is a folder; name a file',
  EACCES: () => `the user ${userName()} lacks the permission; give it to that user, or run as another one`,
  EPERM: () => `the system does not permit it to the user ${userName()}; check the owner and the attributes`,
  EROFS: () => 'the file system is read-only; mount it for writing, or name another place',
  ENOSPC: () => 'the disk is full; make room',
  EDQUOT: () => 'the quota of the disk is used up; make room',
  ENAMETOOLONG: () => 'the path is too long; correct it',
  ELOOP: () => 'the path has a loop of links; correct it',
  EMFILE: () => 'too many files are open; raise the limit (ulimit -n)',
  EIO: () => 'the disk fails; check it',
}

/** Explains why a file or folder cannot be used and what to do, as a text that follows a colon. */
export function fileReason(error: unknown): string {
  const reason = reasons[systemCode(error)]
  return reason === undefined ? messageOf(error) : reason()
}

/** The code of a system error or a driver error, such as `ENOENT`; empty if it has none. */
export function systemCode(error: unknown): string {
  return isObject(error) && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** The first line of an error's message. Native errors may come from another realm, so `instanceof` is not used. */
export function messageOf(error: unknown): string {
  const text = isObject(error) && 'message' in error ? String(error.message) : String(error)
  return text.split('\n', 1)[0] ?? ''
}

/** The name of the user that runs this process, or its number if it has no name, as in some containers. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? 'unknown')
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
