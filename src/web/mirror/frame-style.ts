/** What the picture adds to the interview's own look. */
export const MIRROR_STYLE = `
html { scroll-behavior: auto; }
body.al-picture { position: relative; min-height: 100vh; cursor: default; }
body.al-picture * { cursor: default !important; }
[data-al-focus] {
  outline: 3px solid #1b66c9 !important;
  outline-offset: 1px;
  border-radius: 4px;
}
.al-mirror-caret {
  position: absolute;
  background: #1b66c9;
  opacity: 0.75;
  pointer-events: none;
}
.al-mirror-files {
  display: inline-block;
  margin-top: 4px;
  padding: 2px 8px;
  border-radius: 4px;
  background: #e7effa;
  color: #12325f;
}
`
