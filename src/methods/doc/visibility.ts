import type { Caller } from '../../core/call.js'
import { covers } from '../../core/permissions.js'
import type { Circle, Document, Share } from '../../documents/ports/documents.js'

/** The id of the viewing member; undefined for an anonymous viewer. */
export type Viewer = string | undefined

const allShares: readonly Share[] = [0, 1, 2, 3, 4]
const publicOnly: readonly Share[] = [4]

/** The viewer of a call; anonymous where the token lacks the permission to read documents. */
export function viewerOf(caller: Caller): Viewer {
  return covers(caller.permissions, { doc: 'read' }) ? caller.user?.id : undefined
}

/** The sharing levels that a viewer may see of an owner. All decisions on visibility are made here. */
export function visibleShares(ownerId: string, viewer: Viewer): readonly Share[] {
  return ownerId === viewer ? allShares : publicOnly
}

/** Whether a viewer may see a document. */
export function mayView(document: Document, viewer: Viewer): boolean {
  return visibleShares(document.ownerId, viewer).includes(document.share)
}

/** Whether a viewer is in the circle that the owner lets interact. */
export function mayInteract(document: Document, circle: Circle, viewer: Viewer): boolean {
  return viewer === document.ownerId || (viewer !== undefined && circle === 5 && mayView(document, viewer))
}

/** Whether a viewer may download the original: the owner may, and others where the licence lets them copy it. */
export function mayDownload(document: Document, viewer: Viewer): boolean {
  return viewer === document.ownerId || (document.license > 0 && mayView(document, viewer))
}
