/** A screen with all that a picture may show, and what stories ask of it. */

export const SCREEN = `
  <form id="al-back"><button data-m="m0">Back</button></form>
  <form id="al-form">
    <h1 id="al-question" data-m="m1">Who are you?</h1>
    <div class="al-media" data-m="m2"><audio controls><source src="/x.mp3"><a href="/x.mp3">Listen</a></audio></div>
    <div class="al-field" data-m="m3"><label for="f0">Name</label><input id="f0" data-m="f0" value="Ann"></div>
    <div class="al-field" data-m="m4"><label for="f1">Story</label><textarea id="f1" data-m="f1">Once</textarea></div>
    <div class="al-field" data-m="m5" data-private><label for="f2">Secret</label><input id="f2" data-m="f2" value="served"></div>
    <div class="al-field"><label for="f8">PIN</label><input id="f8" data-m="f8" type="password" value="served"></div>
    <label for="f3">Card</label><input id="f3" data-m="f3" autocomplete="cc-number">
    <label for="f4">Papers</label><input id="f4" data-m="f4" type="file">
    <fieldset data-m="m6"><legend>Colour</legend>
      <input type="radio" id="f5-0" name="f5" value="r" data-m="f5-0"><label for="f5-0">Red</label>
      <input type="radio" id="f5-1" name="f5" value="g" data-m="f5-1"><label for="f5-1">Green</label>
    </fieldset>
    <label for="f6">Town</label><select id="f6" data-m="f6"><option value="">Choose</option><option>Bonn</option><option>Rome</option></select>
    <label for="f7">Warmth</label><input type="range" id="f7" data-m="f7" min="0" max="30" value="18">
    <label for="f9">Born</label><input type="date" id="f9" data-m="f9">
    <label><input type="checkbox" id="f10" data-m="f10">Agreed</label>
    <div class="al-sign al-signing"><canvas class="al-signature" data-m="s0" width="400" height="200" style="width:400px;height:200px"></canvas></div>
    <div hidden data-m="m7"><label for="f11">Second entry</label><input id="f11" data-m="f11"></div>
    <button type="submit" data-m="m8">Continue</button>
    <a href="/elsewhere" data-m="m9">Change</a> <a href="/nowhere">Plain link</a>
  </form>`

/** What is asked of elements in the frame: stories are compiled without the browser's types. */
export interface Known {
  seenBefore?: boolean
  readonly tabIndex: number
  readonly dataset: Readonly<Record<string, string>>
  readonly selectionStart: number
  readonly ownerDocument: { readonly location: { readonly pathname: string } }
  setSelectionRange(from: number, to: number): void
}

interface Drawn {
  readonly width: number
  readonly height: number
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8Array }
  }
}

/** Points of a signature's canvas that are drawn on. */
export function countInk(canvas: Drawn): number {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  return data.filter((value, index) => index % 4 === 3 && value > 0).length
}
