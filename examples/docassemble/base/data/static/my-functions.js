// The interview `chat` names this file in its `features`; here it only shows that scripts are loaded.
document.addEventListener('daPageLoad', () => {
  document.documentElement.dataset.exampleScript = 'loaded'
})
