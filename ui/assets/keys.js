// Who opens a filter's list by the keyboard stands in it, and not behind it: Streamlit draws the
// list at the end of the document, so that Tab would go to the next button of the bar.
// And on a phone the button goes to the top of the screen, so that its list has room below it.
document.addEventListener('click', (event) => {
  const button = event.target.closest && event.target.closest('.st-key-filter_bar button');
  if (!button) { return; }
  if (window.innerWidth <= 640) { button.scrollIntoView({block: 'start'}); }
  if (event.detail !== 0) { return; }
  let looks = 0;
  const timer = setInterval(() => {
    const list = document.querySelector('[data-testid="stPopoverBody"]');
    const first = list && (list.querySelector('input:checked') || list.querySelector('input, button'));
    if (first) { first.focus(); }
    if (first || ++looks > 60) { clearInterval(timer); }
  }, 50);
}, {capture: true});
