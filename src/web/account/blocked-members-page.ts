import type { Request, Response } from 'express'
import type { User } from '../../core/ports/user-store.js'
import { day } from '../day.js'
import { setNotice } from '../notice.js'
import type { Page, PageContext } from '../page-context.js'
import { formField } from '../request-fields.js'
import { noteReason } from '../request-log.js'

/** Shows the block list of a user, and adds members to it. */
export function blockedMembersPage({ browsers, blockLists, settings, show, goTo }: PageContext): Page {
  const showList = async (req: Request, res: Response, user: User, problem?: string) => {
    const members = await blockLists.list(listOf(user))
    show(req, res, 'blocked-members', {
      csrf: await browsers.formToken(req, res),
      members: members.map((member) => ({ ...member, since: day(member.since) })),
      username: problem === undefined ? '' : formField(req, 'username'),
      problem,
    })
  }
  return {
    path: '/account/blocked',
    async get(req, res) {
      const user = browsers.userOf(req)
      return user === undefined ? goTo(res, logInFirst) : showList(req, res, user)
    },
    async post(req, res) {
      const user = browsers.userOf(req)
      if (user === undefined) return goTo(res, logInFirst)
      const change = await blockLists.add(listOf(user), formField(req, 'username').trim(), `user:${user.id}`)
      if (change.ok) {
        setNotice(res, settings.basePath, 'blocked', formField(req, 'username').trim())
        return goTo(res, '/account/blocked')
      }
      noteReason(res, change.problem)
      res.status(400)
      return showList(req, res, user, change.problem)
    },
  }
}

/** Removes a member from the block list. */
export function unblockPage({ browsers, blockLists, settings, goTo }: PageContext): Page {
  const unblock = async (res: Response, user: User, id: string) => {
    const member = (await blockLists.list(listOf(user))).find((blocked) => blocked.id === id)
    await blockLists.remove(listOf(user), id, `user:${user.id}`)
    if (member !== undefined) setNotice(res, settings.basePath, 'unblocked', member.username)
  }
  return {
    path: '/account/blocked/remove',
    async post(req, res) {
      const user = browsers.userOf(req)
      if (user !== undefined) await unblock(res, user, formField(req, 'member'))
      goTo(res, '/account/blocked')
    },
  }
}

const listOf = ({ id }: User) => ({ kind: 'member', id }) as const

const logInFirst = '/login?next=%2Faccount%2Fblocked'
