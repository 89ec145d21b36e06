import { type Kind, kinds, type Level, type Permissions } from '../../core/permissions.js'
import type { PermissionView } from '../views.js'

const words: Readonly<Record<Kind, { readonly title: string } & Readonly<Record<Exclude<Level, 'none'>, string>>>> = {
  doc: {
    title: 'Photos, videos and documents',
    read: 'See all of them, the private ones too',
    write: 'See all of them, the private ones too; add new ones and change what is there',
    delete: 'See all of them, the private ones too; add new ones, change and delete what is there',
  },
  blog: {
    title: 'Blog',
    read: 'Read it, the private parts too',
    write: 'Read it, the private parts too; write in it and change what is there',
    delete: 'Read it, the private parts too; write in it, change and delete what is there',
  },
  profile: {
    title: 'Profile',
    read: 'See what you keep private in it',
    write: 'See what you keep private in it, and change it',
    delete: 'See what you keep private in it, and change it',
  },
  network: {
    title: 'Contacts',
    read: 'See who they are',
    write: 'See who they are; add contacts and change how you relate to them',
    delete: 'See who they are; add contacts, change how you relate to them and remove them',
  },
  post: {
    title: 'Articles',
    read: 'Read all of them, the private ones too',
    write: 'Read all of them, the private ones too; write new ones and change what is there',
    delete: 'Read all of them, the private ones too; write new ones, change and delete what is there',
  },
}

/** Permissions in plain words; kinds without any are left out. */
export function inWords(permissions: Permissions): PermissionView[] {
  return kinds.flatMap((kind) => {
    const level = permissions[kind]
    if (level === 'none') return []
    return [{ title: words[kind].title, allows: words[kind][level], grave: level === 'delete' && kind !== 'profile' }]
  })
}
