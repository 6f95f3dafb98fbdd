// Charts that can be clicked must not hold up a finger that scrolls the page.
//
// Where marks can be selected, Streamlit has plotly drag, and plotly then keeps every touch to
// itself. None of our charts can be dragged. A touch that begins on one is kept from plotly: the
// browser scrolls as everywhere else, and makes the mouse's events of a tap, which plotly takes.
document.addEventListener('touchstart', (event) => {
  if (event.target.closest && event.target.closest('.js-plotly-plot .draglayer')) {
    event.stopPropagation();
  }
}, {capture: true, passive: true});
