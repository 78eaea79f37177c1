/**
 * Says at each field that observers are not shown that they are not (OBS7), while the user is told
 * of them. The marks are the page's own: the mirror leaves them out.
 */
import { allFields, fieldKind, type Field } from '../mirror/fields.ts'

/** What the mirror neither sends nor compares. */
export const OWN = 'data-al-own'

export interface HiddenMarks {
  show(isTold: boolean): void
  /** Another screen stands there: before it is first drawn. */
  refresh(): void
}

export function createHiddenMarks(options: {
  readonly root: HTMLElement
  readonly words: string
  isMasked(field: Element): boolean
}): HiddenMarks {
  const { root } = options
  const added = new MutationObserver(place)
  let isShown = false

  function place(): void {
    const marked = new Set<Element>()
    for (const field of allFields(root)) {
      if (!options.isMasked(field) || fieldKind(field) === null) continue
      const spot = spotFor(field)
      if (marked.has(spot)) continue
      marked.add(spot)
      if (spot.querySelector(`:scope > [${OWN}]`) === null) spot.append(makeMark())
    }
  }

  function makeMark(): HTMLElement {
    const mark = document.createElement('span')
    mark.className = 'al-hidden-mark'
    mark.setAttribute(OWN, '')
    mark.textContent = options.words
    return mark
  }

  /** Its label, so that it is read with its name; of a group, the legend. */
  function spotFor(field: Field): Element {
    const group = field.closest('fieldset[data-private]')
    if (group !== null) return group.querySelector(':scope > legend') ?? group
    const [label] = field.labels ?? []
    const isSeen = label !== undefined && !label.classList.contains('visually-hidden')
    return isSeen ? label : (field.parentElement ?? root)
  }

  return {
    refresh() {
      if (isShown) place()
    },
    show(isTold) {
      if (isTold === isShown) return
      isShown = isTold
      added.disconnect()
      if (isTold) {
        place()
        added.observe(root, { subtree: true, childList: true })
      } else {
        for (const mark of root.querySelectorAll(`[${OWN}]`)) mark.remove()
      }
    },
  }
}
