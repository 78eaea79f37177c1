/**
 * Every text that a person reads goes through here (I18N1). A message is a string with `{name}`
 * placeholders, or one string for each plural form, chosen by the value called `count`.
 */
import { en, type TextKey } from './en.ts'

export type { TextKey }
export type TextValues = Readonly<Record<string, string | number>>
export type Message = string | { readonly one: string; readonly other: string }

/** Plain text, never HTML: escape it where it goes into a page. */
export function text(key: TextKey, values: TextValues = {}): string {
  return format(en[key], values, 'en')
}

export function format(message: Message, values: TextValues, language: string): string {
  const chosen = typeof message === 'string' ? message : pluralForm(message, values, language)
  return chosen.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

function pluralForm(
  message: { readonly one: string; readonly other: string },
  values: TextValues,
  language: string,
): string {
  const form = new Intl.PluralRules(language).select(Number(values['count'] ?? 0))
  return form === 'one' ? message.one : message.other
}
