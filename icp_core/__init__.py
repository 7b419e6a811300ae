"""The core of the ICP workbench: for notebooks, the command line and the pages; it never imports Streamlit."""
