/**
 * The miniature's content: a copy of the user's screen that only messages change. What comes from
 * the user's browser is taken for hostile (OBS8): targets and attributes from allow-lists, markup
 * built anew, no focus, no script.
 */
import { Idiomorph } from 'idiomorph'
import type { MirrorOp } from '../../protocol/mirror.ts'
import { isMirroredAttribute } from './mirrored.ts'
import { createUserMark } from './caret.ts'
import { allFields, isField } from './fields.ts'
import { applySplice } from './splice.ts'
import { applyStyles, sanitise, setStyle, STYLE_MARK } from './sanitise.ts'

const ROOT = 'screen'
const TARGET = /^[\w-]{1,40}$/

type ElementOp = Exclude<MirrorOp, readonly ['w' | 'y' | 's', ...unknown[]]>

export interface Picture {
  /** Null: the markup of the last call, with all changes undone. */
  show(html: string | null): void
  apply(ops: readonly MirrorOp[]): void
  readonly hasScreen: boolean
}

export function createPicture(
  root: HTMLElement,
  onSize: (width: number, height: number) => void,
): Picture {
  const mark = createUserMark()
  const rootClass = root.className
  let served: string | null = null

  function show(html: string | null): void {
    if (html !== null && html !== served) {
      served = html
      root.replaceChildren(sanitise(html))
    } else if (served !== null) {
      morph(root, served)
      for (const field of allFields(root)) resetField(field)
    }
    for (const name of root.getAttributeNames()) {
      if (isMirroredAttribute(name)) root.removeAttribute(name)
    }
    root.className = rootClass
    applyStyles(root)
    mark.move(null, { from: -1, to: -1 })
  }

  function apply(ops: readonly MirrorOp[]): void {
    for (const op of ops) applyOp(op)
    mark.place()
  }

  function applyOp(op: MirrorOp): void {
    switch (op[0]) {
      case 'w':
        return onSize(op[1], op[2])
      case 'y':
        return window.scrollTo({ top: root.offsetTop + op[1], behavior: 'instant' })
      case 's':
        return mark.move(find(op[1]), { from: op[2], to: op[3] })
      case 'v':
      case 't':
      case 'c':
      case 'o':
      case 'F':
      case 'a':
      case 'h': {
        const element = find(op[1])
        if (element !== null) applyTo(element, op)
      }
    }
  }

  function applyTo(element: HTMLElement, op: ElementOp): void {
    switch (op[0]) {
      case 'v':
        setText(element, op[2])
        return markWriting(element, op[3], op[4])
      case 't': {
        if (!isField(element)) return
        const change = { at: op[2], deleted: op[3], inserted: op[4] }
        setText(element, applySplice(element.value, change))
        return markWriting(element, op[5], op[6])
      }
      case 'c':
        if (element instanceof HTMLInputElement) element.checked = op[2] === 1
        return
      case 'o':
        if (!(element instanceof HTMLSelectElement)) return
        for (const option of element.options) option.selected = op[2].includes(option.index)
        return
      case 'F':
        return showFileNames(element, op[2])
      case 'a':
        return setAttribute(element, op[2], op[3])
      case 'h':
        morph(element, op[2])
        return applyStyles(element)
    }
  }

  /** A splice tells where the user writes; -1 where that is not told. */
  function markWriting(element: HTMLElement, from: number, to: number): void {
    if (to >= 0) mark.move(element, { from, to })
  }

  function find(target: string): HTMLElement | null {
    if (target === ROOT) return root
    return TARGET.test(target) ? root.querySelector<HTMLElement>(`[data-m="${target}"]`) : null
  }

  return {
    show,
    apply,
    get hasScreen() {
      return served !== null
    },
  }
}

function morph(element: HTMLElement, html: string): void {
  const fresh = document.createElement('div')
  fresh.append(sanitise(html))
  // A promise only where heads are morphed.
  void Idiomorph.morph(element, fresh, { morphStyle: 'innerHTML' })
}

function setText(element: HTMLElement, value: string): void {
  if (isField(element) && !(element instanceof HTMLInputElement && element.type === 'file')) {
    element.value = value
  }
}

function setAttribute(element: HTMLElement, name: string, value: string | null): void {
  if (!isMirroredAttribute(name)) return
  if (name === 'style') {
    if (value === null) element.removeAttribute(STYLE_MARK)
    else element.setAttribute(STYLE_MARK, value)
    setStyle(element, value)
  } else if (value === null) {
    element.removeAttribute(name)
  } else {
    element.setAttribute(name, value)
  }
}

function resetField(field: Element): void {
  if (field instanceof HTMLSelectElement) {
    const chosen = [...field.options].filter((option) => option.defaultSelected)
    for (const option of field.options) option.selected = option.defaultSelected
    if (chosen.length === 0 && !field.multiple) field.selectedIndex = 0
  } else if (field instanceof HTMLTextAreaElement) {
    field.value = field.defaultValue
  } else if (field instanceof HTMLInputElement && field.type !== 'file') {
    field.checked = field.defaultChecked
    if (!['checkbox', 'radio'].includes(field.type)) field.value = field.defaultValue
  }
}

/** A file field cannot be given files, so the names stand beside it (OBS9). */
function showFileNames(element: HTMLElement, names: readonly string[]): void {
  const next = element.nextElementSibling
  const list =
    next?.classList.contains('al-mirror-files') === true ? next : document.createElement('div')
  list.className = 'al-mirror-files'
  list.textContent = names.join(', ')
  if (names.length === 0) list.remove()
  else if (list !== next) element.after(list)
}
