import { text } from '../../texts/text.ts'
import { PATHS, url } from '../routes.ts'
import { html, type Html } from './html.ts'
import { renderTextInput } from './shell.ts'

/** What proves an account's owner: its password, or a sign-in at a provider first; `none`: nothing more. */
export type Proof = 'password' | 'provider' | 'none'

/** In a form of what only the owner may do. `back`: path of its page. */
export function renderProof(
  { proof, root }: { readonly proof: Proof; readonly root: string },
  field: { readonly id: string; readonly name: string; readonly label: string },
  back: string,
): Html | null {
  switch (proof) {
    case 'none':
      return null
    case 'password':
      return renderTextInput({ ...field, type: 'password', autocomplete: 'current-password' })
    case 'provider': {
      const target = `${url(root, PATHS.connections)}?for=${encodeURIComponent(url(root, back))}#prove`
      return html`<p class="form-text">
        ${text('proof.lead')} <a href="${target}">${text('proof.title')}</a>
      </p>`
    }
  }
}
