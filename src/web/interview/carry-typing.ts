/**
 * JOI3: a screen that is fetched anew, because somebody else has changed answers, takes the place of one
 * into which something was typed. What has a place in the new one goes there; the rest is given back,
 * to be shown. Where both have typed into the same field the person's own words stand in it.
 */
import { isSecretElement } from '../mirror/masking.ts'

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** What has no place in the new screen. Never a secret. */
export interface Leftover {
  readonly label: string
  readonly value: string
}

interface Carried {
  /** Name, kind and label: the same name may be another field of another screen. */
  readonly place: string
  readonly label: string
  readonly controls: readonly Control[]
}

/** Read at the last moment before the old screen goes; the result puts it into the new one. */
export function carryTyping(root: HTMLElement): () => readonly Leftover[] {
  const screen = screenOf(root)
  // What was sent and came back stands in the fields as if it had always been there.
  const cameBack = root.querySelector('#al-refused, #al-overtaken') !== null
  const typed = [...fieldsOf(root).values()]
    .filter(({ controls }) => controls.some(isChanged) || (cameBack && controls.some(isFilled)))
    .map((field) => ({
      ...field,
      value: field.controls.some(isSecretElement) ? '' : field.controls.flatMap(wordsOf).join(', '),
    }))
  return () => {
    const places = screenOf(root) === screen ? fieldsOf(root) : new Map<string, Carried>()
    return typed.flatMap(({ place, label, controls, value }) => {
      const found = places.get(place)
      if (found !== undefined && fill(found.controls, controls)) return []
      return value === '' ? [] : [{ label, value }]
    })
  }
}

function screenOf(root: HTMLElement): string | null {
  const name = root.querySelector('#al-form input[name=screen]')
  return name instanceof HTMLInputElement ? name.value : null
}

function fieldsOf(root: HTMLElement): Map<string, Carried> {
  const fields = new Map<string, Carried>()
  const form = root.querySelector<HTMLFormElement>('#al-form')
  for (const control of [...(form?.elements ?? [])].filter(isCarried)) {
    const label = labelOf(control)
    const place = JSON.stringify([control.name, control.type, label])
    const before = fields.get(place)?.controls ?? []
    fields.set(place, { place, label, controls: [...before, control] })
  }
  return fields
}

function isCarried(element: Element): element is Control {
  if (element instanceof HTMLInputElement) {
    if (['hidden', 'submit', 'button', 'image', 'reset'].includes(element.type)) return false
  } else if (!(element instanceof HTMLTextAreaElement) && !(element instanceof HTMLSelectElement)) {
    return false
  }
  return element.name !== '' && !element.disabled
}

function isTick(control: Control): control is HTMLInputElement {
  return control.type === 'checkbox' || control.type === 'radio'
}

function isFile(control: Control): control is HTMLInputElement {
  return control.type === 'file'
}

function isChanged(control: Control): boolean {
  if (control instanceof HTMLSelectElement) {
    const options = [...control.options]
    const isPlain = options.every((option) => !option.defaultSelected)
    // Without a choice of the author's a browser shows the first.
    if (isPlain && !control.multiple) return control.selectedIndex > 0
    return options.some((option) => option.selected !== option.defaultSelected)
  }
  if (isTick(control)) return control.checked !== control.defaultChecked
  if (isFile(control)) return (control.files?.length ?? 0) > 0
  return control.value !== control.defaultValue
}

function isFilled(control: Control): boolean {
  return isTick(control) ? control.checked : control.value !== ''
}

/** False: the new screen has no such choice, or another number of them. */
function fill(places: readonly Control[], typed: readonly Control[]): boolean {
  if (places.length !== typed.length && !places.some(isTick)) return false
  const isDone = places.some(isTick)
    ? tick(places, typed)
    : places.every((place, at) => write(place, typed[at]))
  if (!isDone) return false
  for (const place of places) {
    place.dispatchEvent(new Event('input', { bubbles: true }))
    place.dispatchEvent(new Event('change', { bubbles: true }))
  }
  return true
}

function tick(places: readonly Control[], typed: readonly Control[]): boolean {
  const values = typed.filter((one) => isTick(one) && one.checked).map(({ value }) => value)
  if (!values.every((value) => places.some((place) => place.value === value))) return false
  for (const place of places) if (isTick(place)) place.checked = values.includes(place.value)
  return true
}

function write(place: Control, typed: Control | undefined): boolean {
  if (typed === undefined) return false
  if (place instanceof HTMLSelectElement) {
    if (!(typed instanceof HTMLSelectElement)) return false
    const values = [...typed.selectedOptions].map(({ value }) => value)
    const options = [...place.options]
    if (!values.every((value) => options.some((option) => option.value === value))) return false
    for (const option of options) option.selected = values.includes(option.value)
  } else if (isFile(place)) {
    if (!(typed instanceof HTMLInputElement)) return false
    place.files = typed.files
  } else {
    place.value = typed.value
  }
  return true
}

/** As a person would tell it. */
function wordsOf(control: Control): readonly string[] {
  if (control instanceof HTMLSelectElement) {
    return [...control.selectedOptions]
      .filter(({ value }) => value !== '')
      .map(({ label }) => label)
  }
  if (isTick(control)) return control.checked ? [ownLabel(control)] : []
  if (isFile(control)) return [...(control.files ?? [])].map(({ name }) => name)
  return control.value === '' ? [] : [control.value]
}

/** Of the field: a group's is its legend. */
function labelOf(control: Control): string {
  const legend = isTick(control) ? control.closest('fieldset')?.querySelector('legend') : null
  return plain(legend?.textContent) || ownLabel(control)
}

function ownLabel(control: Control): string {
  return plain(control.labels?.[0]?.textContent) || control.getAttribute('aria-label') || ''
}

/** Without the mark of a required field. */
function plain(words: string | null | undefined): string {
  return (words ?? '')
    .replace(/\*\s*$/, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
