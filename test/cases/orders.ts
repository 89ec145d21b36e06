import type { Pair } from '../../src/core/pair.js'
import { type Case, change, code, hugeText, one, tag } from './case.js'

const twice: readonly Pair[] = [
  ['lg', '1'],
  ['lg', '1'],
]

/** Several things wrong at once: the first of the order counts. */
export const orders: Readonly<Record<string, Case>> = {
  '124 before 123': one({ as: 'key', method: 'test.echo', params: [...twice, ['echo', hugeText]], gives: code(124) }),
  '123 before 102': one({ as: 'nobody', method: 'test.nothing', format: 'soup', params: twice, gives: code(123) }),
  '102 before 103': one({ as: 'nobody', method: 'test.nothing', format: 'soup', gives: code(102) }),
  '103 before 100': one({ as: 'nobody', method: 'test.nothing', gives: code(103) }),
  '103 before 105': one({ as: 'wrong signature', method: 'test.nothing', gives: code(103) }),
  '120 before 100': one({ as: 'nobody', method: 'doc.delete', verb: 'GET', gives: code(120) }),
  '100 before 105': one({ as: 'signature without key', method: 'auth.checkToken', gives: code(100) }),
  '101 before 104': one({ as: 'unknown key', method: 'auth.checkToken', gives: code(101) }),
  '104 before 106': one({ as: 'key', method: 'auth.checkToken', gives: code(104) }),
  '105 before 106': one({ as: 'wrong signature', method: 'auth.checkToken', gives: code(105) }),
  '105 before 107': one({ as: 'token with wrong signature', method: 'auth.checkToken', gives: code(105) }),
  '107 before 110': one({ as: 'unknown token', method: 'doc.delete', gives: code(107) }),
  '111 before 108': one({ as: 'from elsewhere, suspended', method: 'auth.checkToken', gives: code(111) }),
  '100 before 110 of a service': one({ as: 'nobody', method: 'vault.open', gives: code(100) }),
  '101 before 110 of a service': one({ as: 'unknown key', method: 'vault.open', gives: code(101) }),
  '103 before 110 of a service': one({ as: 'application without services', method: 'vault.nothing', gives: code(103) }),
  '107 before 110 of a service': one({
    as: 'token of another application',
    method: 'vault.fill',
    params: [['drawer', 'top']],
    gives: code(107),
  }),
  '111 before 110 of a service': one({ as: 'from elsewhere', method: 'vault.open', gives: code(111) }),
  '110 of a service before 1': one({ as: 'application without services', method: 'vault.open', gives: code(110) }),
  '108 before 1': one({ as: 'token of a suspended member', method: 'doc.delete', gives: code(108) }),
  '110 before 1': one({ as: 'reader', method: 'doc.delete', gives: code(110) }),
  '110 before 109': one(({ docId }) => tag('blocked member who may only read', docId, code(110))),
  '123 before 109': one(({ userId }) => ({
    as: 'blocked member',
    method: 'upload.file',
    params: [
      ['member_ids', userId],
      ['async', 'maybe'],
    ],
    gives: code(123),
  })),
  '1 for a value before 109': one(({ userId }) => ({
    as: 'blocked member',
    method: 'doc.tags.add',
    params: [
      ['doc_id', 'x'],
      ['members', userId],
    ],
    gives: code(1),
  })),
  "109 before the method's own faults": ({ docId, userId }) => [
    change(docId, 'is_public', '1'),
    { as: 'blocked member', method: 'doc.tags.add', params: [['doc_id', docId]], gives: code(109) },
    {
      as: 'blocked member',
      method: 'upload.file',
      params: [['member_ids', userId]],
      files: { file: Buffer.alloc(0) },
      gives: code(109),
    },
    change(docId, 'is_public', '0'),
  ],
  '100 before what is wrong with a value': one({
    as: 'nobody',
    method: 'doc.get',
    params: [['doc_id', 'x']],
    gives: code(100),
  }),
  '1 in the order of the parameters': one({
    as: 'writer',
    method: 'doc.tags.remove',
    params: [
      ['id', 'x'],
      ['type', 'x'],
    ],
    gives: code(1),
  }),
}
