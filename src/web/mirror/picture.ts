/**
 * The miniature's content: a copy of the user's screen that only messages change, and the operator
 * who controls it. What comes from the user's browser is taken for hostile (OBS8): targets and
 * attributes from allow-lists, markup built anew, no focus, no script.
 */
import { Idiomorph } from 'idiomorph'
import type { MirrorOp } from '../../protocol/mirror.ts'
import { createUserMark } from './caret.ts'
import { createDrawings, DRAWING } from './drawings.ts'
import { createEcho } from './echo.ts'
import { allFields, fieldKind, isField, readField, targetOf, type Field } from './fields.ts'
import { isMirroredAttribute } from './mirrored.ts'
import { createMasks } from './masks.ts'
import { showFileNames, showMasks, showPlaying } from './picture-notes.ts'
import type { FrameWords } from './frame-messages.ts'
import { applyStyles, sanitise, setStyle, STYLE_MARK } from './sanitise.ts'
import { setField } from './set-field.ts'

const ROOT = 'screen'
const TARGET = /^[\w-]{1,40}$/

export interface Picture {
  /** Null: the markup of the last call, with all changes undone. */
  show(html: string | null): void
  /** `acknowledged`: up to which message of the operator this tells what came of it; null: of none. */
  apply(ops: readonly MirrorOp[], acknowledged: number | null): void
  readonly hasScreen: boolean
  /** The operator works in it: where the user is is not marked, and the view is the operator's own. */
  operated(is: boolean): void
  /** OBS7, CTL9: its content stays with the user. */
  isMasked(element: Element): boolean
  /** What the field shows as far as messages tell, without the operator's newest letter. */
  shown(field: Field): string
  /** The operator made this of a field, or drew, with message `cseq`. */
  edited(field: Field, cseq: number): void
  drawn(canvas: HTMLCanvasElement, stroke: readonly number[], cseq: number): void
  /** What the operator did counts no longer. */
  revert(): void
  /** The field as it is to be shown, whatever was typed into it. */
  restore(field: Field): void
  /** The operator's input method is at work in this field: it is not written to; null: in none. */
  composing(field: Element | null): void
}

export function createPicture(
  root: HTMLElement,
  options: {
    readonly words: FrameWords
    onSize(width: number, height: number): void
    /** Elements may be others than before. */
    onMarkup(): void
  },
): Picture {
  const mark = createUserMark()
  const masks = createMasks()
  const echo = createEcho()
  const drawings = createDrawings()
  const rootClass = root.className
  /** To be drawn at the end of a message: fields and signatures. */
  const touched = new Set<string>()
  let served: string | null = null
  let isOperated = false
  let composed: Element | null = null

  function show(html: string | null): void {
    if (html !== null && html !== served) {
      served = html
      echo.forget()
      masks.reset()
      for (const target of drawings.clear()) touched.add(target)
      root.replaceChildren(sanitise(html))
      if (isOperated) window.scrollTo({ top: 0, behavior: 'instant' })
      learnAll(root)
    } else if (served !== null) {
      morph(root, served)
      for (const target of drawings.clear()) touched.add(target)
      for (const field of allFields(root)) {
        const target = targetOf(field)
        if (target === null) continue
        echo.told(target, asServed(field))
        touched.add(target)
      }
    }
    for (const name of root.getAttributeNames()) {
      if (isMirroredAttribute(name)) root.removeAttribute(name)
    }
    root.className = rootClass
    markupChanged(root)
    mark.move(null, { from: -1, to: -1 })
  }

  function apply(ops: readonly MirrorOp[], acknowledged: number | null): void {
    for (const op of ops) applyOp(op)
    if (acknowledged !== null) {
      for (const target of echo.acknowledged(acknowledged)) touched.add(target)
      for (const target of drawings.acknowledged(acknowledged)) touched.add(target)
    }
    drawTouched()
    mark.place()
  }

  function applyOp(op: MirrorOp): void {
    switch (op[0]) {
      case 'w':
        return options.onSize(op[1], op[2])
      case 'y':
        if (!isOperated) window.scrollTo({ top: root.offsetTop + op[1], behavior: 'instant' })
        return
      case 's':
        return markUser(op[1], op[2], op[3])
      case 'v':
        tell(op[1], op[2])
        return markUser(op[1], op[3], op[4], true)
      case 't': {
        const field = find(op[1])
        if (!isField(field)) return
        echo.learn(op[1], readField(field))
        echo.spliced(op[1], { at: op[2], deleted: op[3], inserted: op[4] })
        touched.add(op[1])
        return markUser(op[1], op[5], op[6], true)
      }
      case 'c':
        return tell(op[1], op[2] === 1 ? '1' : '')
      case 'o':
        return tell(op[1], op[2].join(','))
      case 'k':
      case 'K':
        drawings.told(op[1], op[0] === 'k' ? op[2] : null)
        touched.add(op[1])
        return
      case 'F':
      case 'P':
      case 'a':
      case 'h': {
        const element = find(op[1])
        if (element !== null) applyTo(element, op)
      }
    }
  }

  function applyTo(
    element: HTMLElement,
    op: Extract<MirrorOp, readonly ['F' | 'P' | 'a' | 'h', ...unknown[]]>,
  ): void {
    switch (op[0]) {
      case 'F':
        return showFileNames(element, op[2])
      case 'P':
        return showPlaying(element, op[2] === 1, op[3], options.words)
      case 'a':
        return setAttribute(element, op[2], op[3])
      case 'h':
        morph(element, op[2])
        markupChanged(element)
    }
  }

  function tell(target: string, value: string): void {
    if (!isField(find(target))) return
    echo.told(target, value)
    touched.add(target)
  }

  /** A text's op tells where the user writes; -1 where that is not told. */
  function markUser(target: string, from: number, to: number, writes = false): void {
    if (writes && to < 0) return
    mark.move(isOperated ? null : find(target), { from, to })
  }

  function markupChanged(within: HTMLElement): void {
    applyStyles(within)
    for (const field of allFields(within)) {
      const target = targetOf(field)
      if (target !== null && echo.shown(target) !== null) touched.add(target)
    }
    learnAll(within)
    for (const canvas of within.querySelectorAll<HTMLElement>(DRAWING)) {
      const target = targetOf(canvas)
      if (target !== null) touched.add(target)
    }
    showMasks(within, (element) => masks.has(element), options.words)
    options.onMarkup()
  }

  function learnAll(within: HTMLElement): void {
    for (const field of allFields(within)) {
      const target = targetOf(field)
      if (target !== null) echo.learn(target, readField(field))
    }
  }

  function drawTouched(): void {
    for (const target of touched) {
      const element = find(target)
      if (isField(element)) restore(element)
      else if (element instanceof HTMLCanvasElement) drawings.draw(element, target)
    }
    touched.clear()
  }

  function restore(field: Field): void {
    const target = targetOf(field)
    const value = target === null ? null : echo.shown(target)
    if (value !== null && field !== composed) setField(field, value, isOperated)
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
    operated(is) {
      isOperated = is
      if (is) mark.move(null, { from: -1, to: -1 })
    },
    isMasked: (element) => masks.has(element),
    shown: (field) => echo.shown(targetOf(field) ?? '') ?? readField(field),
    edited(field, cseq) {
      for (const one of groupOf(field, root)) {
        const target = targetOf(one)
        if (target !== null) echo.edited(target, readField(one), cseq)
      }
    },
    drawn(canvas, stroke, cseq) {
      const target = targetOf(canvas)
      if (target === null) return
      drawings.drawn(target, stroke, cseq)
      drawings.draw(canvas, target)
    },
    revert() {
      for (const target of [...echo.revert(), ...drawings.revert()]) touched.add(target)
      drawTouched()
    },
    restore,
    composing(field) {
      const left = composed
      composed = field
      if (field === null && isField(left)) restore(left)
    },
  }
}

/** Ticking one radio button clears the others: they are the operator's doing too. */
function groupOf(field: Field, root: ParentNode): readonly Field[] {
  if (!(field instanceof HTMLInputElement) || field.type !== 'radio') return [field]
  return allFields(root).filter(
    (other) =>
      other instanceof HTMLInputElement &&
      other.type === 'radio' &&
      other.name === field.name &&
      other.form === field.form,
  )
}

function morph(element: HTMLElement, html: string): void {
  const fresh = document.createElement('div')
  fresh.append(sanitise(html))
  // A promise only where heads are morphed. What the operator types in is written to by `restore` only.
  void Idiomorph.morph(element, [...fresh.childNodes], {
    morphStyle: 'innerHTML',
    ignoreActiveValue: true,
  })
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

/** What the server wrote into the field, as `readField` would read it. */
function asServed(field: Field): string {
  if (field instanceof HTMLSelectElement) {
    const chosen = [...field.options].filter((option) => option.defaultSelected)
    const first = chosen.length === 0 && !field.multiple && field.options.length > 0
    return first ? '0' : chosen.map((option) => option.index).join(',')
  }
  if (fieldKind(field) === 'tick' && 'defaultChecked' in field) {
    return field.defaultChecked ? '1' : ''
  }
  return field.defaultValue
}
