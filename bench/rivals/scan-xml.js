import { Fault } from './checks.js'

const refused = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/
const nameStart = /[A-Za-z_\u00c0-\ufffd]/
const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const gt = 0x3e
const slash = 0x2f
const colon = 0x3a
const equals = 0x3d

/**
 * Reads a document in one pass, with the least that well-formedness and namespaces ask for: tags that match,
 * attributes that come once, prefixes that are bound, references and characters that exist; no DOCTYPE, no processing
 * instructions.
 *
 * @returns the root: name, namespace, children, text
 * @throws Fault with the given code
 */
export function scanXml(text, code) {
  const fail = () => {
    throw new Fault(code, 'Envelope invalid')
  }
  if (refused.test(text)) fail()
  const open = []
  let scope = new Map([['xml', xmlNamespace]])
  let root
  let at = 0
  if (text.startsWith('<?xml')) {
    at = text.indexOf('?>') + 2
    if (at === 1) fail()
  }

  const readName = () => {
    const start = at
    if (!nameStart.test(text[at] ?? '')) fail()
    for (let c = text.charCodeAt(at); isNameCode(c); c = text.charCodeAt(at)) at++
    return text.slice(start, at)
  }
  const skipSpace = () => {
    while (isSpace(text.charCodeAt(at))) at++
  }
  const expand = (raw) =>
    raw.includes('&') ? raw.replace(/&([^;]*);?/g, (whole, name) => reference(whole, name) ?? fail()) : raw
  const resolve = (qualified, fallback) => {
    const split = qualified.indexOf(':')
    if (split === -1) return { name: qualified, namespace: fallback }
    const namespace = scope.get(qualified.slice(0, split))
    if (namespace === undefined || qualified.indexOf(':', split + 1) !== -1) fail()
    return { name: qualified.slice(split + 1), namespace }
  }
  const readAttributes = () => {
    let attributes
    for (skipSpace(); text.charCodeAt(at) !== gt && text.charCodeAt(at) !== slash; skipSpace()) {
      if (!isSpace(text.charCodeAt(at - 1))) fail()
      const name = readName()
      skipSpace()
      if (text.charCodeAt(at++) !== equals) fail()
      skipSpace()
      const quote = text[at]
      const end = quote === '"' || quote === "'" ? text.indexOf(quote, at + 1) : -1
      if (end === -1) fail()
      const raw = text.slice(at + 1, end)
      if (raw.includes('<')) fail()
      at = end + 1
      attributes ??= new Map()
      if (attributes.has(name)) fail()
      attributes.set(name, expand(raw))
    }
    return attributes
  }

  while (at < text.length) {
    const next = text.indexOf('<', at)
    const end = next === -1 ? text.length : next
    if (end > at) {
      const raw = text.slice(at, end)
      const parent = open.at(-1)
      if (parent === undefined ? raw.trim() !== '' : raw.includes(']]>')) fail()
      if (parent !== undefined) parent.text += expand(raw)
      at = end
      if (next === -1) break
    }
    const following = text.charCodeAt(at + 1)
    if (following === slash) {
      const element = open.pop()
      if (element === undefined || !text.startsWith(element.qualified, at + 2)) fail()
      at += 2 + element.qualified.length
      skipSpace()
      if (text.charCodeAt(at++) !== gt) fail()
      scope = element.outer
    } else if (text.startsWith('<!--', at)) {
      at = text.indexOf('--', at + 4) + 3
      if (at === 2 || text.charCodeAt(at - 1) !== gt) fail()
    } else if (text.startsWith('<![CDATA[', at)) {
      const close = text.indexOf(']]>', at)
      if (close === -1 || open.length === 0) fail()
      open.at(-1).text += text.slice(at + 9, close)
      at = close + 3
    } else {
      if (open.length === 0 && root !== undefined) fail()
      at++
      const qualified = readName()
      const attributes = readAttributes()
      const outer = scope
      if (attributes !== undefined) {
        for (const [name, value] of attributes) {
          if (name === 'xmlns') scope = new Map(scope).set('', value)
          else if (name.startsWith('xmlns:')) scope = new Map(scope).set(name.slice(6), value)
        }
        const seen = new Set()
        for (const name of attributes.keys()) {
          if (name === 'xmlns' || name.startsWith('xmlns:')) continue
          const full = resolve(name, '')
          if (seen.has(`${full.namespace} ${full.name}`)) fail()
          seen.add(`${full.namespace} ${full.name}`)
        }
      }
      const { name, namespace } = resolve(qualified, scope.get('') ?? '')
      const element = { name, namespace, qualified, outer, children: [], text: '' }
      if (root === undefined) root = element
      else open.at(-1).children.push(element)
      if (text.charCodeAt(at) === slash) {
        at++
        scope = outer
      } else {
        open.push(element)
      }
      if (text.charCodeAt(at++) !== gt) fail()
    }
  }
  if (root === undefined || open.length > 0) fail()
  return root
}

function isSpace(code) {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d
}

function isNameCode(code) {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x3a) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x5f ||
    code > 0xb6 ||
    code === colon
  )
}

function reference(whole, name) {
  if (!whole.endsWith(';')) return undefined
  if (name[0] !== '#') return Object.hasOwn(entities, name) ? entities[name] : undefined
  const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  if (!(code >= 0x20 || code === 9 || code === 10 || code === 13) || code > 0x10ffff) return undefined
  return String.fromCodePoint(code)
}

/** Writes text between tags. */
export function escapeXml(text) {
  return /[&<>\r]/.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;')
    : text
}
