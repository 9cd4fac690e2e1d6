/**
 * A page as text. The portal's pages are drawn once and never again: no hooks, no
 * events, no streams. So the tree that they are is walked here and written down,
 * which takes a part of what React's own writer takes with everything it
 * provides for. What comes out is the same, but for the order of the tags of a
 * head and of the attributes of a form, which React arranges (`markup.test.ts`).
 */
import { Fragment, isValidElement, type ReactNode } from 'react'

/** Elements, texts and lists of them, whole: a component is called, a hook in one fails. */
export function markupOf(node: ReactNode): string {
  return write(node, undefined)
}

type Props = { children?: ReactNode; [name: string]: unknown }
type Component = (props: Props) => ReactNode

/** `chosen`: the value of the select that is being written. */
function write(node: ReactNode, chosen: string | undefined): string {
  if (typeof node === 'string') return escaped(node)
  if (node === null || node === undefined || typeof node === 'boolean') return ''
  if (typeof node === 'number' || typeof node === 'bigint') return String(node)
  if (Array.isArray(node)) {
    let text = ''
    for (const one of node) text += write(one as ReactNode, chosen)
    return text
  }
  if (!isValidElement<Props>(node)) throw new Error('A page holds something that is no element, text or list.')
  const { type, props } = node
  if (typeof type === 'string') return writeElement(type, props, chosen)
  if (type === Fragment) return write(props.children, chosen)
  if (typeof type === 'function') return write((type as Component)(props), chosen)
  throw new Error('A page holds a component of a kind that the portal does not use.')
}

function writeElement(tag: string, props: Props, chosen: string | undefined): string {
  let text = `<${tag}`
  if (tag === 'select') {
    const { value, defaultValue, ...rest } = props
    return `${text}${attributesOf(rest)}>${write(props.children, String(value ?? defaultValue ?? ''))}</select>`
  }
  if (tag === 'textarea') {
    const { value, defaultValue, children, ...rest } = props
    return `${text}${attributesOf(rest)}>${escaped(String(value ?? defaultValue ?? ''))}</textarea>`
  }
  text += attributesOf(props)
  if (tag === 'option' && chosen !== undefined && String(props.value ?? textOf(props.children)) === chosen) {
    text += ' selected=""'
  }
  if (isVoid.has(tag)) return `${text}/>`
  return `${text}>${write(props.children, chosen)}</${tag}>`
}

const textOf = (children: ReactNode): string => (Array.isArray(children) ? children.join('') : String(children ?? ''))

const isVoid = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))

function attributesOf(props: Props): string {
  let text = ''
  for (const name in props) {
    const value = props[name]
    if (value !== undefined && value !== null && name !== 'children') text += attributeOf(name, value)
  }
  return text
}

function attributeOf(name: string, value: unknown): string {
  if (typeof value === 'string') return ` ${named(name)}="${escaped(value)}"`
  if (typeof value === 'number') return ` ${named(name)}="${value}"`
  if (typeof value !== 'boolean') throw new Error(`The attribute ${name} is no text.`)
  if (isWritten.test(name)) return ` ${name}="${value}"`
  return value ? ` ${named(name)}=""` : ''
}

/** Whose `false` says something. */
const isWritten = /^(?:aria-|data-|spellCheck$|contentEditable$|draggable$)/

const names = new Map<string, string>([
  ['className', 'class'],
  ['htmlFor', 'for'],
  ['httpEquiv', 'http-equiv'],
  ['acceptCharset', 'accept-charset'],
  ['crossOrigin', 'crossorigin'],
  ['tabIndex', 'tabindex'],
  ['autoFocus', 'autofocus'],
  ['defaultValue', 'value'],
  ['defaultChecked', 'checked'],
])
/** Of drawings, which write theirs with a hyphen. */
const hyphened = /^(?:stroke|fill|clip|stop|font|text|dominant|shape|color|marker|vector|letter)[A-Z]/

function named(name: string): string {
  let written = names.get(name)
  if (written === undefined) {
    written = hyphened.test(name) ? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) : name
    if (!/^[\w:-]+$/.test(written)) throw new Error(`${name} is no name of an attribute.`)
    names.set(name, written)
  }
  return written
}

const special = /["&'<>]/
const references: Record<string, string> = { '"': '&quot;', '&': '&amp;', "'": '&#x27;', '<': '&lt;', '>': '&gt;' }

function escaped(text: string): string {
  return special.test(text) ? text.replace(/["&'<>]/g, (sign) => references[sign]!) : text
}
