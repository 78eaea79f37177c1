import { must } from '../../base/must.ts'

/** An element that the server wrote into the page. */
export function element(id: string): HTMLElement {
  return must(document.getElementById(id), `the page has no #${id}`)
}

/** A new element; its content is text, never markup. */
export function make(
  tag: string,
  className: string,
  ...content: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  made.append(...content)
  return made
}

export function makeButton(className: string, label: string, press: () => void): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = className
  button.textContent = label
  button.addEventListener('click', press)
  return button
}

/** Only when it differs: a live region would speak again. */
export function setText(place: HTMLElement, content: string): void {
  if (place.textContent !== content) place.textContent = content
}
