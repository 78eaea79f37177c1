import type { Screen } from '../screen.ts'

/** A screen without anything special, for tests of what is done with screens. */
export const BARE_SCREEN: Omit<Screen, 'name' | 'kind' | 'title' | 'shortTitle' | 'question'> = {
  subquestion: null,
  under: null,
  decoration: null,
  images: {},
  attributions: [],
  help: null,
  interviewHelp: [],
  media: [],
  fields: [],
  list: null,
  buttons: [],
  review: [],
  menuItems: [],
  canGoBack: false,
  backLabel: null,
  language: 'en',
  javascript: [],
  css: [],
  progress: null,
  section: null,
  waits: false,
  reload: null,
}
