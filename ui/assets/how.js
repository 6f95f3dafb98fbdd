// A click on a figure, or on “How?” beside it, asks in the address how the figure is made. Streamlit
// looks at the address when the browser goes back or forth: it is told that just this happened, so
// that the page stays as it is and only the answer is fetched. Whoever marks a figure to copy it,
// or opens the link in a tab of its own, is left alone.
document.addEventListener('click', (event) => {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
  const tile = event.target.closest && event.target.closest('.tiles li');
  const link = tile && tile.querySelector('a.how');
  if (!link) { return; }
  const isFigure = event.target.closest('.figure') && getSelection().isCollapsed;
  if (!isFigure && !link.contains(event.target)) { return; }
  event.preventDefault();
  // Where the keyboard comes back to when the answer is closed.
  link.focus({preventScroll: true});
  const asked = new URL(location.href);
  asked.searchParams.set('how', link.dataset.how);
  history.pushState({}, '', asked);
  dispatchEvent(new PopStateEvent('popstate'));
});
