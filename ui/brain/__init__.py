"""What the pages for maintainers draw of CEREBRO's tables.

Not named after it: Streamlit puts the folder `ui` first where modules are looked for.
"""
