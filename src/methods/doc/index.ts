import { checkMd5 } from './check-md5.js'
import { deleteDocument } from './delete.js'
import { getDocument } from './get.js'
import { getList } from './get-list.js'
import { setDocument } from './set.js'
import { addTags } from './tags/add.js'
import { editTags } from './tags/edit.js'
import { getTags } from './tags/get-list.js'
import { removeTag } from './tags/remove.js'

/** The methods about documents and their tags. */
export const methods = [
  getDocument,
  getList,
  setDocument,
  deleteDocument,
  checkMd5,
  addTags,
  editTags,
  getTags,
  removeTag,
]
