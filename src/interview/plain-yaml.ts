import { parse } from 'yaml'

/** One YAML document without interviews' special rules: for configuration. Throws with line and column. */
export function parsePlainYaml(text: string): unknown {
  return parse(text, { maxAliasCount: 50, prettyErrors: true, uniqueKeys: true })
}
