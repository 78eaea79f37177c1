/**
 * HTML as a type: only what `html` and `raw` made counts as markup, everything else is escaped.
 * A string can therefore never become markup by being forgotten (QUE6).
 */
export interface Html {
  readonly html: string
}

export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[]

export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let markup = parts[0] ?? ''
  values.forEach((value, index) => {
    markup += toMarkup(value) + (parts[index + 1] ?? '')
  })
  return { html: markup }
}

/** Takes markup as it is: only for what was sanitised, or written by us. */
export function raw(markup: string): Html {
  return { html: markup }
}

/** ` name="value"`, or nothing where there is no value. The name is always written in the code. */
export function attr(name: string, value: string | number | null | undefined): Html {
  return value === null || value === undefined
    ? raw('')
    : raw(` ${name}="${escape(String(value))}"`)
}

/** ` name`, or nothing. */
export function flag(name: string, on: boolean): Html {
  return raw(on ? ` ${name}` : '')
}

export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

function toMarkup(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string') return escape(value)
  if (typeof value === 'number') return String(value)
  if (isList(value)) return value.map(toMarkup).join('')
  return value.html
}

function isList(value: HtmlValue): value is readonly HtmlValue[] {
  return Array.isArray(value)
}
