"""The core of the ICP workbench: usable from a notebook, from the command line and by the pages; it never imports Streamlit."""
