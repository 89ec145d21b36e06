import type { KindDeclarations } from '../../core/declare-kinds.js'

/** The kinds of permissions of the ipernity API, in the order of tokens, with the texts of the consent page. */
export const permissionKinds: KindDeclarations = {
  doc: {
    title: 'Photos, videos and documents',
    levels: {
      read: 'See all of them, the private ones too',
      write: 'See all of them, the private ones too; add new ones and change what is there',
      delete: 'See all of them, the private ones too; add new ones, change and delete what is there',
    },
  },
  blog: {
    title: 'Blog',
    levels: {
      read: 'Read it, the private parts too',
      write: 'Read it, the private parts too; write in it and change what is there',
      delete: 'Read it, the private parts too; write in it, change and delete what is there',
    },
  },
  profile: {
    title: 'Profile',
    levels: {
      read: 'See what you keep private in it',
      write: 'See what you keep private in it, and change it',
    },
  },
  network: {
    title: 'Contacts',
    levels: {
      read: 'See who they are',
      write: 'See who they are; add contacts and change how you relate to them',
      delete: 'See who they are; add contacts, change how you relate to them and remove them',
    },
  },
  post: {
    title: 'Articles',
    levels: {
      read: 'Read all of them, the private ones too',
      write: 'Read all of them, the private ones too; write new ones and change what is there',
      delete: 'Read all of them, the private ones too; write new ones, change and delete what is there',
    },
  },
}
