"""Parts of a page that Streamlit does not have; each file is one of them, drawn by ui/frontend/src."""
